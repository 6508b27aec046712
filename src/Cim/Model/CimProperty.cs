namespace Sekimori.Cim.Model;

/// <summary>A property of a class, as that class sees it: an inherited one keeps its index and its origin.</summary>
public sealed class CimProperty
{
    /// <summary>Its name; compared without case.</summary>
    public required string Name { get; init; }

    /// <summary>Its type, of an array that of its elements.</summary>
    public required CimType Type { get; init; }

    /// <summary>True for an array.</summary>
    public bool IsArray { get; init; }

    /// <summary>True for a part of the key.</summary>
    public bool IsKey { get; init; }

    /// <summary>
    /// The class that a reference points at, or of an embedded instance; null for other types, and if any class is allowed.
    /// </summary>
    public string? ReferenceClass { get; init; }

    /// <summary>The class that declares it first.</summary>
    public required string Origin { get; init; }

    /// <summary>The value of a new instance; null for none.</summary>
    public CimValue Default { get; init; }

    /// <summary>Where its value is in an instance's values. The same in every derived class.</summary>
    public required int Index { get; init; }

    /// <summary>Its qualifiers, without <c>key</c> and <c>CIMTYPE</c>, which follow from the other members.</summary>
    public IReadOnlyList<CimQualifier> Qualifiers { get; init; } = [];
}
