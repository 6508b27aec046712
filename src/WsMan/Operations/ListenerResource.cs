using System.Globalization;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Enumeration;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Operations;

/// <summary>
/// winrm/config/listener: the ports that are listened on ([MS-WSMV] 3.1.4.1.29.5). They are settings of whoever runs the service, and change at its start: a request that would open or close one is
/// told so.
/// </summary>
internal sealed class ListenerResource(Func<IReadOnlyList<ConfigListener>> listeners, EnumerationTable enumerations) : ConfigRowResource(Namespaces.Config + "/listener", enumerations)
{
    private const string ListeningOn = "ListeningOn";

    protected override IReadOnlyList<string> KeyNames { get; } = ["Address", "Transport"];

    protected override IReadOnlyList<ConfigRow> Rows() => [.. listeners().Select(Row)];

    protected override ConfigRow Put(WsManRequest request)
    {
        var row = Find(request);
        foreach (var given in ReadBody(request))
        {
            var name = given.Key;
            // [MS-WSMV] 3.1.4.1.29.5: it cannot be set. Clients that put back what they got send it all the same.
            var known = row.Values.Where(v => v.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(v => v.Value).ToList();
            if (known.Count == 0) throw new WsManFaultException(Fault.SchemaValidation($"A listener has no {name}."));
            if (given.All(value => known.Contains(value, StringComparer.OrdinalIgnoreCase))) continue;
            throw name.Equals(ListeningOn, StringComparison.OrdinalIgnoreCase) ? new WsManFaultException(Fault.Internal("ListeningOn follows from Address.", WsManErrors.ReadOnlyProperty)) : Fixed();
        }
        return row;
    }

    protected override ConfigRow Create(WsManRequest request) => throw Fixed();

    protected override void Delete(WsManRequest request)
    {
        Find(request);
        throw Fixed();
    }

    private static WsManFaultException Fixed() =>
        new(Fault.Unsupported("Addresses and ports are settings of this server (listen: in its settings file, --http-port, --https-port), in force from its next start.", FaultDetails.NotSupported));

    private static ConfigRow Row(ConfigListener listener) => new("cfg", Namespaces.Config, "Listener", [new Selector("Address", listener.Address), new Selector("Transport", listener.Transport)],
    [
        ("Address", listener.Address), ("Transport", listener.Transport), ("Port", listener.Port.ToString(CultureInfo.InvariantCulture)), ("Hostname", listener.Hostname), ("Enabled", "true"),
        ("URLPrefix", "wsman"), ("CertificateThumbprint", listener.CertificateThumbprint), .. listener.ListeningOn.Select(address => (ListeningOn, address)),
    ]);
}
