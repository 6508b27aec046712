using Sekimori.Guard;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Faults;

namespace Sekimori.WsMan.Operations;

/// <summary>Resources that Windows has and this service does not: the fault names the resource, and clients need not try again.</summary>
internal sealed class UnofferedResource : IResource
{
    private static readonly (string Prefix, string What)[] Known =
    [
        ("http://schemas.microsoft.com/powershell/", "PowerShell remoting is not supported: open a shell on windows/shell/cmd instead."),
        ("http://schemas.microsoft.com/wbem/wsman/1/SubscriptionManager/", "Event subscriptions are not supported."),
        ("http://schemas.microsoft.com/wbem/wsman/1/windows/EventLog", "Event logs are not supported."),
        ("http://schemas.microsoft.com/wbem/wsman/1/subscription", "Event subscriptions are not supported."),
        ("http://schemas.microsoft.com/wbem/wsman/1/windows/shell", "The only supported shell is windows/shell/cmd."),
    ];

    public IEnumerable<ResourceName> Names => Known.Select(known => ResourceName.Below(known.Prefix));

    public void Read(in BodySource source)
    {
        try
        {
            UnservedBody.Read(source);
        }
        catch (WsManFaultException e) when (e.Defect == EnvelopeDefect.None)
        {
            // That it is not supported is more informative than its faults.
            throw new WsManFaultException(Refusal(source.Headers));
        }
    }

    public Role RequiredRole(WsManRequest request) => Role.Reader;

    public ValueTask RespondAsync(WsManRequest request) => throw new WsManFaultException(Refusal(request.Headers));

    private static Fault Refusal(RequestHeaders headers) =>
        headers.Action == Actions.Subscribe ? Fault.NoSubscriptions() : Fault.ResourceNotOffered(Find(headers.ResourceUri)!);

    private static string? Find(string resourceUri)
    {
        foreach (var (prefix, what) in Known)
        {
            if (resourceUri.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) return what;
        }
        return null;
    }
}
