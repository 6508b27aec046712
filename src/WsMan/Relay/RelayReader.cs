using System.Collections.Immutable;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Sekimori.WsMan.Enumeration;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Schema;
using Sekimori.WsMan.Shell;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Relay;

/// <summary>
/// Reads requests that go on to another service. The body becomes a document; the document is written, and read by the readers of the
/// server. So what the guard is asked about is read from the very text that goes on, and no reader behind can see something else.
/// </summary>
internal static class RelayReader
{
    // The beginning of the resources of PowerShell's shells ([MS-PSRP] 3.1.5.3.1).
    private const string PowerShell = "http://schemas.microsoft.com/powershell/";

    /// <summary>True for shells of PowerShell: their ids, and the streams that they have, are a part of their own protocol.</summary>
    public static bool IsPowerShell(string uri) => uri.StartsWith(PowerShell, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a body.</summary>
    /// <exception cref="WsManFaultException">It cannot be read, or has what its reader would not see.</exception>
    public static void Read(in BodySource source)
    {
        var headers = source.Headers;
        // [MS-WSMV] 3.1.4.1.1: as on a server, shells without a kind are command shells, and policy and record have one name for them.
        if (headers.ResourceUri.Equals(ShellNames.AnyShell, StringComparison.OrdinalIgnoreCase) && !UsesShell(headers.Action)
            && headers.Action != Actions.Create)
            headers.ResourceUri = ShellNames.CommandShell;
        var tree = source.HasElement ? source.Reader.ReadTree() : null;
        var classes = ImmutableArray.CreateBuilder<string>();
        var reachesOthers = NameClasses(source, classes);
        if (HasNoBody(headers.Action)) tree = null;
        // A method may have no arguments, and then no body.
        var isMethod = RelayedClasses.IsCim(headers.ResourceUri)
            && (IsMethod(headers.Action) || headers.Action is Actions.Create or Actions.Put);
        if (tree is not null || isMethod || Expects(headers.Action)) ReadAgain(source, tree);
        if (source.Body is EnumerateBody { Filter: { } filter }) reachesOthers |= !RelayedClasses.TryAdd(filter, classes);
        else if (headers.Action == Actions.Enumerate) reachesOthers |= RelayedClasses.IsCim(headers.ResourceUri) && classes.Count == 0;
        source.Begin(new RelayedBody
        {
            Tree = tree, Read = source.Body, Classes = classes.ToImmutable(), ReachesOthers = reachesOthers
        });
    }

    /// <summary>True if the action is one of shells.</summary>
    public static bool UsesShell(string action) =>
        action is Actions.Command or Actions.Send or Actions.Receive or Actions.Signal or Actions.Disconnect or Actions.Reconnect
        or Actions.Connect;

    private static bool NameClasses(in BodySource source, ImmutableArray<string>.Builder classes)
    {
        var headers = source.Headers;
        if (!RelayedClasses.IsCim(headers.ResourceUri) && headers.ResourceUri != ResourceUri.CimXmlClasses) return false;
        var name = RelayedClasses.OfUri(headers);
        var method = IsMethod(headers.Action) ? RelayedClasses.MethodOf(headers, name ?? "*") : null;
        source.NameClass(name, method);
        if (name is not null) classes.Add(name);
        // Without a class, only a query names some; a Pull has them from its Enumerate.
        return name is null && headers.Action is not (Actions.Enumerate or Actions.Pull or Actions.Release or Actions.Renew
            or Actions.GetStatus);
    }

    private static void ReadAgain(in BodySource source, XElement? tree)
    {
        if (tree is null)
        {
            ReadBody(source, source.Reader, hasElement: false);
            return;
        }
        using var text = new MemoryStream();
        using (var xml = XmlDictionaryWriter.CreateTextWriter(text, new UTF8Encoding(false), ownsStream: false)) tree.WriteTo(xml);
        using var reader = new EnvelopeReader(text.GetBuffer(), (int)text.Length, source.Limits, isStrict: true);
        ReadBody(source, reader, hasElement: true);
    }

    private static void ReadBody(in BodySource source, EnvelopeReader reader, bool hasElement)
    {
        var own = source.Over(reader, hasElement);
        if (EnumerationReplies.Reads(own)) return;
        var headers = source.Headers;
        var isPowerShell = IsPowerShell(headers.ResourceUri);
        switch (headers.Action)
        {
            case Actions.Command: CommandBody.Read(own, isPowerShell); break;
            case Actions.Send: SendBody.Read(own, isPowerShell); break;
            case Actions.Receive: ReceiveBody.Read(own); break;
            case Actions.Signal: SignalBody.Read(own); break;
            case Actions.Disconnect: DisconnectBody.Read(own); break;
            case Actions.Subscribe: SubscribeBody.Read(own); break;
            case Actions.Create when reader.Is("Shell", Namespaces.Shell): ShellBody.Read(own); break;
            case Actions.Create or Actions.Put when RelayedClasses.IsCim(headers.ResourceUri): RepresentationBody.Read(own); break;
            default:
                if (RelayedClasses.IsCim(headers.ResourceUri) && IsMethod(headers.Action)) ArgumentsBody.Read(own);
                break;
        }
    }

    // Their readers insist on a body.
    private static bool Expects(string action) => action is Actions.Enumerate or Actions.Pull or Actions.Release or Actions.Renew
        or Actions.GetStatus or Actions.Command or Actions.Send or Actions.Receive or Actions.Signal or Actions.Disconnect;

    // [DSP0226] 7.1, 7.5: what a client puts there means nothing, and does not go on.
    private static bool HasNoBody(string action) => action is Actions.Get or Actions.Delete or Actions.Reconnect;

    private static bool IsMethod(string action) =>
        action is not (Actions.Get or Actions.Put or Actions.Create or Actions.Delete or Actions.Subscribe or Actions.Unsubscribe)
        && !Expects(action) && !UsesShell(action);
}
