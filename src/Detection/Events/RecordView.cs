using System.Globalization;
using Sekimori.Detection.Sigma;
using Sekimori.Guard.Observations;

namespace Sekimori.Detection.Events;

/// <summary>An event as names and values: a Windows event, or a line that a rule's own test writes down.</summary>
public sealed class RecordView : EventView
{
    private readonly Dictionary<string, List<string?>> _fields = new(StringComparer.OrdinalIgnoreCase);
    private Dictionary<string, string?[]>? _generic;
    private readonly bool _isObservation;
    private DateTimeOffset? _time;

    /// <summary>An empty record.</summary>
    /// <param name="isObservation">True for a record that stands for an observation; false for a Windows event.</param>
    public RecordView(bool isObservation = false) => _isObservation = isObservation;

    /// <inheritdoc/>
    public override DateTimeOffset Time => _time ??= ReadTime();

    /// <inheritdoc/>
    public override object Subject => this;

    /// <summary>The fields.</summary>
    public IReadOnlyDictionary<string, List<string?>> Fields => _fields;

    /// <summary>The first value of a field by its name; null where there is none.</summary>
    public string? this[string name] => _fields.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;

    /// <summary>Adds a value to a field.</summary>
    public void Add(string name, string? value)
    {
        if (_fields.TryGetValue(name, out var values)) values.Add(value);
        else _fields[name] = [value];
    }

    /// <summary>Adds the value unless the field is there.</summary>
    public void AddUnlessThere(string name, string? value) => _fields.TryAdd(name, [value]);

    /// <summary>Sets what rules for a category mean by a name that the event uses for something else.</summary>
    public void SetGeneric(string name, params string?[] values) => (_generic ??= new(StringComparer.OrdinalIgnoreCase))[name] = values;

    /// <summary>Sets the time of a record that carries none.</summary>
    public void SetTime(DateTimeOffset time) => _time = time;

    /// <inheritdoc/>
    public override bool? IsFrom(LogSource source)
    {
        if (!_isObservation) return source.IsFor(this);
        return Enum.TryParse<ObservationKind>(this["type"], true, out var kind) ? source.IsFor(kind) : source.IsForObservations;
    }

    /// <inheritdoc/>
    public override bool Has(Field field) => _fields.ContainsKey(field.Name) || (field.IsGeneric && _generic?.ContainsKey(field.Name) == true);

    /// <inheritdoc/>
    public override bool Next(Field field, ref int index, out string? value)
    {
        value = null;
        if (field.IsGeneric && _generic is not null && _generic.TryGetValue(field.Name, out var meant))
        {
            if (index >= meant.Length) return false;
            value = meant[index++];
            return true;
        }
        if (!_fields.TryGetValue(field.Name, out var values) || index >= values.Count) return false;
        value = values[index++];
        return true;
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Everything() => _fields.Values.SelectMany(values => values).OfType<string>();

    private DateTimeOffset ReadTime()
    {
        foreach (var name in (ReadOnlySpan<string>)["SystemTime", "UtcTime", "@timestamp", "TimeCreated", "EventTime", "time"])
            if (this[name] is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) return time;
        return default;
    }
}
