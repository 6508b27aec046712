namespace Sekimori.Cim.Model;

/// <summary>A parameter of a method.</summary>
public sealed class CimParameter
{
    /// <summary>Its name; compared without case.</summary>
    public required string Name { get; init; }

    /// <summary>Its type, of an array that of its elements.</summary>
    public required CimType Type { get; init; }

    /// <summary>True for an array.</summary>
    public bool IsArray { get; init; }

    /// <summary>True if the caller must give it; others may be absent or null.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The class of a reference or embedded instance; null for other types, and where any class is allowed.</summary>
    public string? ReferenceClass { get; init; }

    /// <summary>
    /// Its place in the method's signature, over in and out together; null if the order of the lists is the order of the signature.
    /// </summary>
    public int? Id { get; init; }

    /// <summary>The value where the caller gives none; null for none.</summary>
    public CimValue Default { get; init; }

    /// <summary>Its qualifiers, without <c>in</c>, <c>out</c> and <c>ID</c>.</summary>
    public IReadOnlyList<CimQualifier> Qualifiers { get; init; } = [];
}
