using System.Globalization;
using Sekimori.Detection.Sigma;
using Sekimori.Observations;

namespace Sekimori.Detection.Events;

/// <summary>
/// An event as names and values: a Windows event, or a line that a rule's own test records. What an event carries and what surrounds it
/// (System: who wrote it, when, in which channel) may have the same name, in the same case or another: both stay, and a rule's name means
/// the spelling that it has, else the data.
/// </summary>
internal sealed class RecordView : EventView
{
    private readonly Dictionary<string, List<string?>> _fields = new(StringComparer.OrdinalIgnoreCase);
    private Dictionary<string, List<string?>>? _around;
    private Dictionary<string, List<string?>>? _spelt;
    private Dictionary<string, string?[]>? _generic;
    private Dictionary<string, List<string?>>? _loose;
    private readonly bool _isObservation;
    private DateTimeOffset? _time;

    // The results of Find for the fields that rules name, by their numbers; null until first needed, and after every change.
    private List<string?>?[]? _found;

    /// <summary>An empty record.</summary>
    /// <param name="isObservation">True for a record made from an observation; false for a Windows event.</param>
    public RecordView(bool isObservation = false) => _isObservation = isObservation;

    /// <summary>True for a record made from an observation.</summary>
    internal bool IsObservation => _isObservation;

    /// <inheritdoc/>
    public override DateTimeOffset Time => _time ??= ReadTime();

    /// <inheritdoc/>
    public override object Subject => this;

    /// <summary>
    /// All fields. What surrounds the event and has the name of one of its data is called by its element too: "Execution_ProcessID",
    /// "System_Channel".
    /// </summary>
    public IReadOnlyDictionary<string, List<string?>> Fields
    {
        get
        {
            if (_around is null) return _fields;
            var all = new Dictionary<string, List<string?>>(_fields, StringComparer.OrdinalIgnoreCase);
            var isShown = new HashSet<List<string?>>(ReferenceEqualityComparer.Instance);
            // A plain name comes before the qualified one of the same value.
            foreach (var (name, values) in _around)
                if (!isShown.Contains(values) && all.TryAdd(name, values)) isShown.Add(values);
            return all;
        }
    }

    /// <summary>True if nothing is known of the event.</summary>
    public bool IsEmpty => _fields.Count == 0 && _around is null;

    /// <summary>The first value of the field with this name; null if there is none.</summary>
    public string? this[string name] => Find(name) is { Count: > 0 } values ? values[0] : null;

    /// <summary>
    /// The event's envelope, by name: its channel is where it was written, even if a data field has the same name. Without it, the field of
    /// that name.
    /// </summary>
    public string? Around(string name) =>
        _around is not null && _around.TryGetValue(name, out var values) ? values[0] : _fields.TryGetValue(name, out values)
        && values.Count > 0 ? values[0] : null;

    /// <summary>Adds a value to a field.</summary>
    public void Add(string name, string? value)
    {
        (_loose, _found) = (null, null);
        if (!_fields.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var first, out var values))
        {
            _fields[name] = [value];
            return;
        }
        if (_spelt is not null || first != name)
        {
            // Two spellings are two fields for rules that use one of them, and one field for all others.
            _spelt ??= new(StringComparer.Ordinal);
            _spelt.TryAdd(first, [.. values]);
            if (_spelt.TryGetValue(name, out var own)) own.Add(value);
            else _spelt[name] = [value];
        }
        values.Add(value);
    }

    /// <summary>Adds the value unless the field exists.</summary>
    public void AddUnlessThere(string name, string? value)
    {
        if (Find(name) is null) _fields[name] = [value];
        _found = null;
    }

    /// <summary>Adds a value of what surrounds the event. The first of a name stays.</summary>
    /// <param name="name">Its own name; null if it is known by the qualified one only.</param>
    /// <param name="qualified">Its name after that of its element.</param>
    /// <param name="value">The value.</param>
    public void AddAround(string? name, string qualified, string? value)
    {
        _found = null;
        _around ??= new(StringComparer.OrdinalIgnoreCase);
        List<string?> values = [value];
        if (name is not null) _around.TryAdd(name, values);
        _around.TryAdd(qualified, values);
    }

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
    public override bool Has(Field field) => Find(field) is not null || (field.IsGeneric && _generic?.ContainsKey(field.Name) == true);

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
        if (Find(field) is not { } values || index >= values.Count) return false;
        value = values[index++];
        return true;
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Everything() =>
        (_around is null ? _fields.Values : _fields.Values.Concat(_around.Values.Distinct())).SelectMany(values => values).OfType<string>();

    /// <summary>
    /// By what events are sorted before any rule is checked: channel, provider and number. Null if the number is not one and the same for
    /// the caller.
    /// </summary>
    internal EventKind? Kind => Find("EventID") is [{ } number] && Around("EventID") == number && (_spelt is null || _around is not null)
        ? new(Around("Channel") ?? "", Around("Provider_Name") ?? "", number)
        : null;

    // Marks a name that was looked up and does not exist.
    private static readonly List<string?> Nothing = [];

    private List<string?>? Find(Field field)
    {
        if (field.Slot < 0) return Find(field.Name);
        if (_found is null || field.Slot >= _found.Length) Array.Resize(ref _found, Math.Max(field.Slot + 1, 256));
        var values = _found[field.Slot] ??= Find(field.Name) ?? Nothing;
        return ReferenceEquals(values, Nothing) ? null : values;
    }

    private List<string?>? Find(string name)
    {
        // Every rule that names an event's number means the one that it was written with.
        if (_around is not null && name.Equals("EventID", StringComparison.OrdinalIgnoreCase) && _around.TryGetValue(name, out var number))
            return number;
        if (_spelt is not null && _spelt.TryGetValue(name, out var own)) return own;
        var isThere = _fields.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var spelling, out var values);
        if (isThere && spelling == name) return values;
        if (_around is not null && _around.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var other, out var surrounding)
            && (!isThere || other == name)) return surrounding;
        return isThere ? values : Loose(name);
    }

    /// <summary>"Threat Name" is ThreatName and Threat_Name to those who make columns of fields.</summary>
    private List<string?>? Loose(string name)
    {
        if (_loose is null)
        {
            _loose = new(StringComparer.OrdinalIgnoreCase);
            foreach (var (written, values) in _fields)
                if (written.AsSpan().ContainsAny(" _")) _loose.TryAdd(Joined(written), values);
        }
        var isBlank = name.Contains(' ', StringComparison.Ordinal);
        if (_loose.Count == 0 && !isBlank) return null;
        var joined = Joined(name);
        // A name without a blank means one with blanks; underscores belong to names otherwise.
        return _loose.TryGetValue(joined, out var found) && (isBlank || !name.Contains('_', StringComparison.Ordinal)) ? found
            : isBlank && _fields.TryGetValue(joined, out found) ? found : null;
    }

    private static string Joined(string name) => name.Replace(" ", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);

    private DateTimeOffset ReadTime()
    {
        foreach (var name in (ReadOnlySpan<string>)["SystemTime", "UtcTime", "@timestamp", "TimeCreated", "EventTime", "time"])
            if (Around(name) is { } text && EventTime.TryParse(text, out var time)) return time;
        return default;
    }
}
