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

    /// <summary>Its qualifiers, without <c>in</c> and <c>out</c>.</summary>
    public IReadOnlyList<CimQualifier> Qualifiers { get; init; } = [];
}
