using Sekimori.App.Terminal;
using Sekimori.Cim.Model;

namespace Sekimori.App.Cim;

/// <summary>
/// Writes instances as they arrive, as rows or as JSON: however many there are, only a part of them is held. Objects of one class are rows
/// of one table; the first part that has a class decides about its columns.
/// </summary>
/// <param name="screen">Where to.</param>
/// <param name="propertiesOf">The properties of a class that belong to the answer.</param>
/// <param name="hasAllColumns">True if a query named the properties: each of them is a column.</param>
internal sealed class InstanceStream(Screen screen, Func<CimClass, IReadOnlyList<CimProperty>> propertiesOf, bool hasAllColumns)
{
    /// <summary>Objects that are held before they are written.</summary>
    private const int MostHeld = 1000;

    /// <summary>Characters of these, if they are long.</summary>
    private const long MostChars = 4_000_000;

    /// <summary>
    /// Classes whose columns are remembered: Windows has some 1,200 in a namespace, and a server must not fill the memory.
    /// </summary>
    private const int MostClasses = 4096;

    private readonly Dictionary<string, string[]> _columns = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<CimInstance> _held = [];
    private long _chars;
    private (string Class, int[] Widths)? _last;

    /// <summary>Writes to the end.</summary>
    public async Task WriteAsync(IAsyncEnumerable<CimInstance> instances, CancellationToken cancellationToken = default)
    {
        if (screen.IsJson)
        {
            var array = new JsonArrayStream(screen);
            await foreach (var instance in instances.WithCancellation(cancellationToken))
                array.Add(writer => JsonOutput.Write(writer, instance, propertiesOf(instance.Class)));
            array.End();
            return;
        }

        await foreach (var instance in instances.WithCancellation(cancellationToken))
        {
            _held.Add(instance);
            foreach (var value in instance.Values) _chars += value.AsString?.Length ?? 8;
            if (_held.Count >= MostHeld || _chars >= MostChars) Flush();
        }

        Flush();
    }

    private void Flush()
    {
        // Over a network each object may bring a definition of its own: the name decides.
        foreach (var group in _held.GroupBy(instance => instance.Class.Name, StringComparer.OrdinalIgnoreCase))
            Write(group.Key, [.. group]);
        _held.Clear();
        _chars = 0;
    }

    private void Write(string name, List<CimInstance> instances)
    {
        if (!_columns.TryGetValue(name, out var columns))
        {
            if (_columns.Count >= MostClasses) _columns.Clear();
            _columns[name] = columns = Columns(instances);
        }

        var @class = instances[0].Class;
        var table = new Table([.. columns.Select(column => Heading(column, @class.FindProperty(column)))]);
        foreach (var instance in instances) table.Add([.. columns.Select(column => Text(instance, column))]);
        var continues = _last is { } last && last.Class.Equals(name, StringComparison.OrdinalIgnoreCase);
        _last = (name, screen.Write(table, continues ? _last!.Value.Widths : null));
    }

    private string[] Columns(List<CimInstance> instances)
    {
        var properties = propertiesOf(instances[0].Class);
        if (hasAllColumns) return [.. properties.Select(p => p.Name)];
        var filled = properties.Where(p => instances.Exists(instance => Text(instance, p.Name).Length > 0)).Select(p => p.Name).ToList();
        return [.. TellingColumns.Choose(filled, column => [.. instances.Select(instance => Text(instance, column))])];
    }

    private static string Heading(string column, CimProperty? property) =>
        (property is not { IsArray: false } || property.Type is CimType.String or CimType.DateTime or CimType.Reference or CimType.Boolean
        ? "" : ">") + column.ToUpperInvariant();

    private static string Text(CimInstance instance, string column) =>
        instance.Class.FindProperty(column) is { } property ? instance[property.Index].ToString() : "";
}
