using Sekimori.Observations;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Enumeration;

/// <summary>The body of Pull, Release, Renew and GetStatus: which enumeration, and how much of it ([DSP0226] 8.4).</summary>
internal sealed class PullBody : IRequestBody
{
    private static readonly string[] Names = ["EnumerationContext", "MaxElements", "MaxCharacters", "MaxTime", "Expires"];

    /// <summary>The enumeration's context as the client wrote it.</summary>
    public string Context { get; private set; } = "";

    /// <summary>How many items the reply may hold.</summary>
    public long MaxElements { get; private set; } = 1;

    /// <summary>The maximum number of characters of all items of the reply; null if the client gives none.</summary>
    public long? MaxCharacters { get; private set; }

    /// <summary>How long the Pull may wait; null for the operation's own time.</summary>
    public TimeSpan? MaxTime { get; private set; }

    /// <summary>The expiry that a Renew asks for, as the client wrote it.</summary>
    public string? Expires { get; private set; }

    /// <summary>Reads the body.</summary>
    /// <param name="source">Where it is read from.</param>
    /// <param name="element">The body's element.</param>
    public static void Read(in BodySource source, string element)
    {
        var reader = source.Reader;
        var body = source.Begin(new PullBody(), element, Namespaces.Enumeration);
        var seen = new Occurrences();
        reader.Enter();
        while (reader.NextChild())
        {
            var name = reader.LocalName;
            var kind = Array.IndexOf(Names, name);
            if (kind < 0)
            {
                reader.Skip();
                continue;
            }
            // [DSP0226] 8.4 has WS-Enumeration's MaxElements in a Pull. dracclient writes that of an Enumerate there; both together are one
            // too many.
            if (!reader.IsIn(Namespaces.Enumeration) && !reader.Is("MaxElements", Namespaces.WsMan))
                throw new WsManFaultException(Fault.SchemaValidation($"{name} is in a wrong namespace."));
            seen.Take(kind, name);
            switch (name)
            {
                case "EnumerationContext": body.Context = reader.ReadText(); break;
                case "MaxElements": body.MaxElements = AtLeastOne(reader.ReadNumber(), name); break;
                case "MaxCharacters": body.MaxCharacters = AtLeastOne(reader.ReadNumber(), name); break;
                case "MaxTime": body.MaxTime = ReadTime(reader.ReadText()); break;
                default: body.Expires = reader.ReadText(); break;
            }
        }
    }

    /// <inheritdoc/>
    public void Describe(FactSet facts)
    {
        // What is enumerated, the enumeration knows.
    }

    /// <summary>Refuses numbers below one.</summary>
    public static long AtLeastOne(long number, string name) =>
        number >= 1 ? number : throw new WsManFaultException(Fault.SchemaValidation($"{name} is less than one."));

    private static TimeSpan ReadTime(string text) =>
        XsDuration.TryParse(text, out var time) && time > TimeSpan.Zero
        ? time
        : throw new WsManFaultException(Fault.InvalidTimeout("MaxTime"));
}
