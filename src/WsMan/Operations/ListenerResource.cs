using System.Globalization;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Enumeration;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Operations;

/// <summary>
/// winrm/config/listener: the ports that are listened on ([MS-WSMV] 2.2.4.19, 3.1.4.1.29.5). A change is in effect when it is answered.
/// </summary>
/// <param name="store">Opens and closes ports; null if none.</param>
/// <param name="enumerations">The enumerations that are open.</param>
internal sealed class ListenerResource(IListenerStore? store, EnumerationTable enumerations)
    : ConfigRowResource(Namespaces.Config + "/listener", enumerations)
{
    private const string Address = "Address", Transport = "Transport", ListeningOn = "ListeningOn";

    // [MS-WSMV] 2.2.4.35, as winrm/config/service/defaultports shows them.
    private const int Http = 5985, Https = 5986;

    protected override IReadOnlyList<string> KeyNames { get; } = [Address, Transport];

    protected override IReadOnlyList<ConfigRow> Rows() => [.. (store?.Listeners ?? []).Select(Row)];

    protected override async ValueTask<ConfigRow> CreateAsync(WsManRequest request)
    {
        var values = request.BodyAs<ConfigRowBody>().Values;
        var address = ListenerReader.Address(Key(request, values, Address));
        var transport = ListenerReader.Transport(Key(request, values, Transport));
        // 3.1.4.1.29.5: it follows from Address, and cannot be set.
        if (values[ListeningOn].Any()) throw ReadOnly();
        var listener = ListenerReader.With(new ConfigListener(address, transport, transport == "HTTP" ? Http : Https, "", "", []), values);
        return Row(await Store().AddAsync(listener, request.Caller).ConfigureAwait(false));
    }

    protected override async ValueTask<ConfigRow> PutAsync(WsManRequest request)
    {
        var listener = Listener(request);
        var values = request.BodyAs<ConfigRowBody>().Values;
        foreach (var key in Row(listener).Keys)
        {
            if (values[key.Name].Any(value => !value.Equals(key.Value, StringComparison.OrdinalIgnoreCase)))
                throw new WsManFaultException(
                    Fault.InvalidParameter($"{key.Name} is a key and cannot be changed.", WsManErrors.CannotChangeKeys));
        }
        // Clients that put back what they got send it nevertheless.
        if (values[ListeningOn].Any(value => !listener.ListeningOn.Contains(value, StringComparer.OrdinalIgnoreCase))) throw ReadOnly();
        var changed = ListenerReader.With(listener, values);
        // One that is not open although it should be is tried again by whoever puts it.
        var isOpen = !listener.Enabled || listener.ListeningOn.Count > 0;
        return Row(changed == listener && isOpen ? listener : await Store().ReplaceAsync(changed, request.Caller).ConfigureAwait(false));
    }

    protected override ValueTask DeleteAsync(WsManRequest request) => Store().RemoveAsync(Listener(request), request.Caller);

    private ConfigListener Listener(WsManRequest request)
    {
        var keys = Find(request).Keys;
        // Another request may have deleted it just now.
        return Store().Listeners.FirstOrDefault(l => l.Address == keys[0].Value && l.Transport == keys[1].Value)
            ?? throw new WsManFaultException(Fault.InstanceNotFound(request.Headers.ResourceUri));
    }

    private IListenerStore Store() =>
        store ?? throw new WsManFaultException(
        Fault.Unsupported("The ports of this service cannot be changed.", FaultDetails.NotSupported));

    private static WsManFaultException ReadOnly() => new(Fault.Internal("ListeningOn follows from Address.", WsManErrors.ReadOnlyProperty));

    private static ConfigRow Row(ConfigListener listener) =>
        new("cfg", Namespaces.Config, "Listener", [new Selector(Address, listener.Address), new Selector(Transport, listener.Transport)],
    [
        (Address, listener.Address), (Transport, listener.Transport), ("Port", listener.Port.ToString(CultureInfo.InvariantCulture)),
        ("Hostname", listener.Hostname),
        ("Enabled", listener.Enabled ? "true" : "false"), ("URLPrefix", listener.UrlPrefix),
        ("CertificateThumbprint", listener.CertificateThumbprint),
        .. listener.ListeningOn.Select(address => (ListeningOn, address)),
    ]);
}
