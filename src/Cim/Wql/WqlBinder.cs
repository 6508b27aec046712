using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;

namespace Sekimori.Cim.Wql;

/// <summary>
/// Resolves the names in a query against a class: properties and system properties. Without a class, in a schema query, there are only the
/// latter.
/// </summary>
internal sealed class WqlBinder(CimNamespace space, CimClass? root, string host)
{
    public WqlSource Bind(WqlOperand operand)
    {
        var names = operand.Path!;
        WqlSource? source = names[0].StartsWith("__", StringComparison.Ordinal) ? System(names[0]) : Own(root, names[0]);
        if (source is null)
            throw WqlLexer.Wrong(operand.Position, $"{root?.Name ?? "meta_class"} has no property {CimNamespace.Shown(names[0])}");
        for (var i = 1; i < names.Count; i++)
        {
            var inner = source is { Type: CimType.Object, IsArray: false } and WqlSource.Own { Property.ReferenceClass: { } name }
                ? space.FindClass(name)
                : null;
            source = inner?.FindProperty(names[i]) is { } property
                ? new WqlSource.Embedded(source, property)
                : throw WqlLexer.Wrong(operand.Position,
                $"{CimNamespace.Shown(source.Name)} has no property {CimNamespace.Shown(names[i])}");
        }
        return source;
    }

    public static bool IsThis(WqlOperand operand) =>
        operand.Path is [var name] && name.Equals("__this", StringComparison.OrdinalIgnoreCase);

    private static WqlSource.Own? Own(CimClass? c, string name) =>
        c?.FindProperty(name) is { } property ? new WqlSource.Own(property) : null;

    // The system properties, which every object has without its class declaring them.
    private WqlSource.Computed? System(string name) => name.ToUpperInvariant() switch
    {
        "__CLASS" => Text(name, static r => r.Class.Name),
        "__SUPERCLASS" => Text(name, static r => r.Class.Superclass?.Name),
        "__DYNASTY" => Text(name, static r => r.Class.Derivation.Count == 0 ? r.Class.Name : r.Class.Derivation[^1]),
        "__NAMESPACE" => Text(name, _ => space.Name.Replace('/', '\\')),
        "__SERVER" => Text(name, _ => host),
        "__RELPATH" => Text(name, r => PathOf(r, null, null)),
        "__PATH" => Text(name, r => PathOf(r, space.Name, host)),
        "__GENUS" => new WqlSource.Computed(name, CimType.SInt32, static r => r.Instance is null ? 1 : 2),
        "__PROPERTY_COUNT" => new WqlSource.Computed(name, CimType.SInt32, static r => r.Class.Properties.Count),
        "__DERIVATION" => new WqlSource.Computed(name, CimType.String, static r => CimArray.Of(r.Class.Derivation), isArray: true),
        _ => null,
    };

    private static WqlSource.Computed Text(string name, Func<WqlRow, CimValue> read) => new(name, CimType.String, read);

    private static string? PathOf(WqlRow row, string? space, string? host)
    {
        var path = row.Instance is { } instance
            ? instance.GetPath(space, host)
            : CimObjectPath.Class(row.Class.Name) with { Namespace = space, Host = host };
        return path?.ToString();
    }
}
