namespace Sekimori.Ndr.Attributes;

/// <summary>
/// A string that travels as a BSTR: a unique pointer to FLAGGED_WORD_BLOB ([MS-OAUT] 2.2.23). It may be null, so its type is nullable.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.ReturnValue)]
public sealed class BstrAttribute : Attribute;
