using Sekimori.Observations;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Schema;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Operations;

/// <summary>The body of a Put or Create of a listener or certificate mapping ([MS-WSMV] 2.2.4.3, 2.2.4.19).</summary>
internal sealed class ConfigRowBody : IRequestBody
{
    // Of these there may be several: addresses that a listener is reached at, and a password, which the specification's own example writes
    // twice. Nobody checks it.
    private static readonly string[] Repeated = ["ListeningOn", "Password"];

    private readonly List<(string Name, string Value)> _values = [];

    /// <summary>The elements by name, without regard to case: the specification's own example writes "password" and "Password".</summary>
    public ILookup<string, string> Values => _values.ToLookup(v => v.Name, v => v.Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the body.</summary>
    public static void Read(in BodySource source)
    {
        if (!source.HasElement) throw new WsManFaultException(Fault.SchemaValidation("The body is empty."));
        var reader = source.Reader;
        var body = source.Begin(new ConfigRowBody());
        var space = reader.NamespaceUri;
        reader.Enter();
        while (reader.NextChild())
        {
            var name = reader.LocalName;
            if (!reader.IsIn(space) && !reader.IsIn(""))
                throw new WsManFaultException(Fault.SchemaValidation($"{name} is in another namespace than the element around it."));
            if (body._values.Exists(known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                && !Repeated.Contains(name, StringComparer.OrdinalIgnoreCase))
                throw new WsManFaultException(Fault.SchemaValidation($"The body repeats {name}."));
            body._values.Add((name, reader.ReadText()));
        }
    }

    /// <inheritdoc/>
    public void Describe(FactSet facts)
    {
        foreach (var (name, value) in _values) ObjectFacts.Add(name, value, facts);
    }
}
