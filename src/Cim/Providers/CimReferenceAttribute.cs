namespace Sekimori.Cim.Providers;

/// <summary>Which class a reference points at.</summary>
/// <param name="className">The class's name.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class CimReferenceAttribute(string className) : Attribute
{
    /// <summary>The class's name.</summary>
    public string ClassName { get; } = className;
}
