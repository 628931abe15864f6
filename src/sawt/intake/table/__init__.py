"""Tables of any common form: CSV, TSV, XLSX, JSON lines, Parquet."""
