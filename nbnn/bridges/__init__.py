"""Networks from other libraries, and to them. Each library is imported when one of these functions is called, never before."""
