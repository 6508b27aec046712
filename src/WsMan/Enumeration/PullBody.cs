using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Enumeration;

/// <summary>The body of Pull, Release, Renew and GetStatus: which enumeration, and how much of it ([DSP0226] 8.4).</summary>
internal sealed class PullBody
{
    /// <summary>The enumeration's context as the client wrote it.</summary>
    public string Context { get; private set; } = "";

    /// <summary>How many items the reply may hold.</summary>
    public long MaxElements { get; private set; } = 1;

    /// <summary>How many characters the items of the reply may have together; null where the client does not say.</summary>
    public long? MaxCharacters { get; private set; }

    /// <summary>How long the Pull may wait; null for the operation's own time.</summary>
    public TimeSpan? MaxTime { get; private set; }

    /// <summary>The expiry that a Renew asks for, as the client wrote it.</summary>
    public string? Expires { get; private set; }

    /// <summary>Reads the body that the request's reader stands on.</summary>
    /// <param name="request">The request.</param>
    /// <param name="element">The body's element.</param>
    public static PullBody Read(WsManRequest request, string element)
    {
        var reader = request.Body;
        if (!request.HasBody || !reader.Is(element, Namespaces.Enumeration)) throw new WsManFaultException(Fault.SchemaValidation($"The body holds no {element}."));
        var body = new PullBody();
        reader.Enter();
        while (reader.NextChild())
        {
            if (reader.NamespaceUri != Namespaces.Enumeration)
            {
                reader.Skip();
                continue;
            }
            switch (reader.LocalName)
            {
                case "EnumerationContext": body.Context = reader.ReadText(); break;
                case "MaxElements": body.MaxElements = AtLeastOne(reader.ReadNumber(), "MaxElements"); break;
                case "MaxCharacters": body.MaxCharacters = AtLeastOne(reader.ReadNumber(), "MaxCharacters"); break;
                case "MaxTime": body.MaxTime = ReadTime(reader.ReadText()); break;
                case "Expires": body.Expires = reader.ReadText(); break;
                default: reader.Skip(); break;
            }
        }
        return body;
    }

    /// <summary>Refuses numbers below one.</summary>
    public static long AtLeastOne(long number, string name) =>
        number >= 1 ? number : throw new WsManFaultException(Fault.SchemaValidation($"{name} is below one."));

    private static TimeSpan ReadTime(string text) =>
        XsDuration.TryParse(text, out var time) && time > TimeSpan.Zero ? time : throw new WsManFaultException(Fault.InvalidTimeout("MaxTime"));
}
