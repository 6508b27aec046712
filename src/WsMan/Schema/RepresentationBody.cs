using Sekimori.Observations;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Schema;

/// <summary>The body of a Put or Create: an instance, or a part of one ([DSP0226] 7.4 to 7.7).</summary>
internal sealed class RepresentationBody : IRequestBody
{
    /// <summary>The local name of its element, which is that of a class; empty if there is none.</summary>
    public string Element { get; private set; } = "";

    /// <summary>True if it is a w:XmlFragment.</summary>
    public bool IsFragment { get; private set; }

    /// <summary>The text of a fragment that contains only text; null if it contains elements.</summary>
    public string? Text { get; private set; }

    /// <summary>The properties.</summary>
    public List<NamedValue> Values { get; } = [];

    /// <summary>Reads the body.</summary>
    public static void Read(in BodySource source)
    {
        var body = source.Begin(new RepresentationBody());
        if (!source.HasElement) return;
        var reader = source.Reader;
        (body.Element, body.IsFragment) = (reader.LocalName, reader.Is("XmlFragment", Namespaces.WsMan));
        if (!body.IsFragment) CimXmlReader.ReadValues(reader, source.Limits, body.Values);
        else if (reader.TryReadText(out var text)) body.Text = text.Trim();
        else CimXmlReader.ReadMembers(reader, source.Limits, body.Values, null, null);
    }

    /// <inheritdoc/>
    public void Describe(FactSet facts)
    {
        if (Text is { Length: > 0 }) ObjectFacts.Add("", Text, facts);
        ObjectFacts.Add(Values, facts);
    }
}
