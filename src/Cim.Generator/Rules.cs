using Microsoft.CodeAnalysis;

namespace Sekimori.Cim.Generator;

/// <summary>The errors that the generator reports.</summary>
internal static class Rules
{
    public static readonly DiagnosticDescriptor NotAClass =
        Rule("SKC001", "{0} has to be partial, not generic, not nested, and derive from CimInstance or from another CIM class");

    public static readonly DiagnosticDescriptor NotAType = Rule("SKC002", "{0}.{1} is of a type that is no CIM type");

    public static readonly DiagnosticDescriptor NoSuchKey = Rule("SKC003", "{0} names the key {1}, which it does not inherit");

    public static readonly DiagnosticDescriptor Twice = Rule("SKC004", "{0}.{1} is there twice: CIM names do not differ by case");

    public static readonly DiagnosticDescriptor NoKey = Rule("SKC005", "{0} has a provider but neither a key nor Singleton");

    public static readonly DiagnosticDescriptor NoAssociation = Rule("SKC006", "{0} is an association and has fewer than two references");

    public static readonly DiagnosticDescriptor NotAMethod = Rule("SKC007", "{0}.{1} cannot be a CIM method: {2}");

    public static readonly DiagnosticDescriptor NoDefault = Rule("SKC008", "{0}.{1} has a default value that does not fit its type");

    private static DiagnosticDescriptor Rule(string id, string message) =>
        new(id, "CIM declaration", message, "Sekimori.Cim", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
