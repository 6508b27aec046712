using System.Text;
using Sekimori.Cim.Model;

namespace Sekimori.Cim.Schema;

/// <summary>
/// Prints classes in the Managed Object Format ([DSP0004] chapter 7): only what a class declares itself; what it inherits is in its
/// superclass.
/// </summary>
public static class MofPrinter
{
    /// <summary>Prints a class.</summary>
    /// <param name="class">The class.</param>
    /// <returns>The text; it ends with a line feed.</returns>
    public static string Print(CimClass @class)
    {
        var text = new StringBuilder();
        if (Qualifiers(@class.OwnQualifiers, []) is { Length: > 0 } qualifiers)
            text.Append(qualifiers).Append('\n');
        text.Append("class ").Append(@class.Name);
        if (@class.Superclass is { } super)
            text.Append(" : ").Append(super.Name);
        text.Append("\n{\n");
        foreach (var property in @class.Properties.Where(p => IsOwn(@class, p)))
        {
            string[] flags = property.IsKey ? ["key"] : [];
            text.Append("  ").Append(Prefix(property.Qualifiers, flags)).Append(TypeOf(property.Type, property.ReferenceClass))
                .Append(' ').Append(property.Name).Append(property.IsArray ? "[]" : "").Append(Default(property.Default)).Append(";\n");
        }
        foreach (var method in @class.OwnMethods)
        {
            string[] flags = method.IsStatic ? ["static"] : [];
            text.Append("  ").Append(Prefix(method.Qualifiers, flags)).Append(method.IsVoid ? "void" : TypeOf(method.ReturnType, null))
                .Append(' ').Append(method.Name).Append('(').AppendJoin(", ", method.Parameters.Select(Parameter)).Append(");\n");
        }
        return text.Append("};\n").ToString();
    }

    // Its own, or one that it declares again: a key of an inherited property.
    private static bool IsOwn(CimClass c, CimProperty property) =>
        c.Superclass is null || property.Index >= c.Superclass.Properties.Count
        || !ReferenceEquals(c.Superclass.Properties[property.Index], property);

    private static string Parameter(CimMethodParameter place)
    {
        var parameter = place.Parameter;
        string[] direction = place is { IsIn: true, IsOut: true } ? ["in", "out"] : place.IsIn ? ["in"] : ["out"];
        return $"{Prefix(parameter.Qualifiers, direction)}{TypeOf(parameter.Type, parameter.ReferenceClass)} " +
            $"{parameter.Name}{(parameter.IsArray ? "[]" : "")}{Default(parameter.Default)}";
    }

    private static string Default(CimValue value) => value.IsNull ? ""
        : value.AsArray is { } array ? $" = {{{string.Join(", ", array.ToArray(Literal))}}}" : " = " + Literal(value);

    private static string Prefix(IReadOnlyList<CimQualifier> qualifiers, string[] flags) =>
        Qualifiers(qualifiers, flags) is { Length: > 0 } text ? text + " " : "";

    private static string Qualifiers(IReadOnlyList<CimQualifier> qualifiers, string[] flags)
    {
        var parts = flags.Concat(qualifiers.Select(Qualifier)).ToList();
        return parts.Count == 0 ? "" : $"[{string.Join(", ", parts)}]";
    }

    private static string Qualifier(CimQualifier qualifier)
    {
        var value = qualifier.Value;
        var flavors = Flavors(qualifier);
        if (value.IsNull || (value is { IsArray: false, Type: CimType.Boolean } && value.AsBoolean))
            return qualifier.Name + flavors;
        return (value.AsArray is { } array
            ? $"{qualifier.Name} {{{string.Join(", ", array.ToArray(Literal))}}}"
            : $"{qualifier.Name} ({Literal(value)})") + flavors;
    }

    // Only what differs from the flavors that the name stands for ([DSP0004] 5.6.3).
    private static string Flavors(CimQualifier qualifier)
    {
        if (qualifier.Flavors == CimQualifier.FlavorsOf(qualifier.Name))
            return "";
        var has = qualifier.Flavors;
        return " : " + ((has & CimFlavors.NotOverridable) != 0 ? "DisableOverride" : "EnableOverride")
            + ((has & CimFlavors.ToSubclass) != 0 ? " ToSubclass" : " Restricted")
            + ((has & CimFlavors.ToInstance) != 0 ? " ToInstance" : "") + ((has & CimFlavors.Amended) != 0 ? " Amended" : "");
    }

    private static string Literal(CimValue value) => value.IsNull ? "NULL"
        : value.Type is CimType.String or CimType.DateTime or CimType.Reference or CimType.Char16
        ? "\"" + value.ToString().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal) + "\""
        : value.ToString();

    private static string TypeOf(CimType type, string? reference) => type switch
    {
        CimType.Reference => (reference ?? "object") + " ref",
        CimType.Object => reference ?? "object",
        _ => type.ToString().ToLowerInvariant(),
    };
}
