using Sekimori.Guard;

namespace Sekimori.Cim.Model;

/// <summary>A method of a class.</summary>
public sealed class CimMethod
{
    /// <summary>Its name; compared without case.</summary>
    public required string Name { get; init; }

    /// <summary>The type of its return value.</summary>
    public CimType ReturnType { get; init; } = CimType.UInt32;

    /// <summary>True for a method without a return value.</summary>
    public bool IsVoid { get; init; }

    /// <summary>The parameters passed in, in order.</summary>
    public IReadOnlyList<CimParameter> In { get; init; } = [];

    /// <summary>The parameters passed out beside the return value, in order.</summary>
    public IReadOnlyList<CimParameter> Out { get; init; } = [];

    /// <summary>All parameters in the order of the signature. One that goes in and comes out is here once.</summary>
    internal IReadOnlyList<CimMethodParameter> Parameters => field ??= CimMethodParameter.Of(this);

    /// <summary>True for a method of the class, called without an instance.</summary>
    public bool IsStatic { get; init; }

    /// <summary>The least role that may call it; never less than <see cref="Role.Operator"/>.</summary>
    public Role Role { get; init; } = Role.Operator;

    /// <summary>The class that declares it.</summary>
    public required string Origin { get; init; }

    /// <summary>Its qualifiers, without <c>static</c>.</summary>
    public IReadOnlyList<CimQualifier> Qualifiers { get; init; } = [];
}
