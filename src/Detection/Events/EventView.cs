using Sekimori.Detection.Sigma;

namespace Sekimori.Detection.Events;

/// <summary>What a rule checks: an observation, a Windows event, or only the part of an observation that is known beforehand.</summary>
internal abstract class EventView
{
    /// <summary>When it happened.</summary>
    public abstract DateTimeOffset Time { get; }

    /// <summary>The observation or event itself, for alerts to keep.</summary>
    public abstract object Subject { get; }

    /// <summary>True if a rule for this source speaks of this event; null if that is not known yet.</summary>
    public abstract bool? IsFrom(LogSource source);

    /// <summary>False if the field's values are not known yet but may come.</summary>
    public virtual bool Knows(Field field) => true;

    /// <summary>True if the event has the field, be it empty.</summary>
    public abstract bool Has(Field field);

    /// <summary>The field's values, one after another: start with an index of 0 and pass back the updated index.</summary>
    public abstract bool Next(Field field, ref int index, out string? value);

    /// <summary>Every value of the event, for keywords.</summary>
    public abstract IEnumerable<string> Everything();

    /// <summary>The field's first value; null if there is none.</summary>
    public string? First(Field field)
    {
        var index = 0;
        return Next(field, ref index, out var value) ? value : null;
    }
}
