namespace Sekimori.Ndr.Attributes;

/// <summary>A varying array whose actual count another member dictates ([C706] 14.3.3.3).</summary>
/// <param name="expression">The member's name, optionally with one operator and a number: "Length / 2" ([MS-RPCE] 2.2.4.7).</param>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.ReturnValue)]
public sealed class LengthIsAttribute(string expression) : Attribute
{
    /// <summary>The expression.</summary>
    public string Expression { get; } = expression;
}
