namespace Sekimori.Ndr.Attributes;

/// <summary>
/// The member that selects the arm of a non-encapsulated union; it is compared with the union's own discriminant ([MS-RPCE]
/// 3.1.1.5.3.2.1.11).
/// </summary>
/// <param name="expression">The member's name.</param>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.ReturnValue)]
public sealed class SwitchIsAttribute(string expression) : Attribute
{
    /// <summary>The member's name.</summary>
    public string Expression { get; } = expression;
}
