using System.Collections.Concurrent;
using System.Xml;
using System.Xml.Linq;
using Sekimori.Client.WsMan.Http;
using Sekimori.Client.WsMan.Messages;
using Sekimori.Security.Credentials;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Soap;

namespace Sekimori.Client.WsMan;

/// <summary>
/// A client of one WS-Management service, of Windows or another. Operations may run in parallel: each uses its own connection while it
/// lasts, and connections are kept. Failures are <see cref="WsManClientException"/>, the service's faults <see cref="WsManFaultReply"/>.
/// </summary>
public sealed partial class WsManClient : IDisposable
{
    private readonly WsManClientOptions _options;
    private readonly ConcurrentBag<WsManSession> _idle = [];

    /// <summary>Creates a client that logs on with a credential; nothing is sent yet.</summary>
    /// <param name="address">The service: <c>host</c>, <c>host:port</c>, <c>http://host</c> or a whole URL, see
    /// <see cref="WsManAddress"/>.</param>
    /// <param name="credential">The identity to log on with. The scheme is the strongest that the service offers, unless the options name
    /// one.</param>
    /// <param name="options">Limits, time-outs, trust; null for the defaults.</param>
    /// <exception cref="WsManClientException"><see cref="WsManFailure.Misuse"/>: the address is not one.</exception>
    public WsManClient(string address, Credential credential, WsManClientOptions? options = null)
        : this(WsManAddress.Parse(address), (options ?? new WsManClientOptions()).With(credential))
    {
    }

    /// <summary>Creates a client; nothing is sent yet.</summary>
    /// <param name="address">The service, see <see cref="WsManAddress"/>.</param>
    /// <param name="options">How to speak to it.</param>
    public WsManClient(Uri address, WsManClientOptions options)
    {
        Address = address;
        _options = options;
    }

    /// <summary>The service.</summary>
    public Uri Address { get; }

    /// <summary>How long the service may take over one request.</summary>
    internal TimeSpan OperationTimeout => _options.OperationTimeout;

    /// <summary>The scheme that was spoken last; <see cref="WsManAuthentication.Automatic"/> before the first exchange.</summary>
    public WsManAuthentication ActiveScheme { get; private set; }

    /// <summary>True if the last logon was bound to the TLS channel.</summary>
    public bool IsBoundToChannel { get; private set; }

    /// <summary>Identifies the service ([DSP0226] 11). Without credentials no logon is attempted.</summary>
    public async Task<IdentifyAnswer> IdentifyAsync(CancellationToken cancellationToken = default)
    {
        var anonymous = _options is { UserName: null, Initiator: null, ClientCertificate: null };
        var request = new Request("", null) { Body = static xml => xml.WriteElementString("wsmid", "Identify", Namespaces.Identity, null) };
        var header = anonymous ? ("WSMANIDENTIFY", "unauthenticated") : ((string, string)?)null;
        return await ExchangeAsync(request, ReadIdentify, header, cancellationToken).ConfigureAwait(false)
            ?? throw Reply.Malformed(Address, "it does not identify itself");
    }

    /// <summary>Gets one object as XML ([DSP0226] 7.1): for resources that are not CIM instances, as winrm/config.</summary>
    public async Task<XElement> GetElementAsync(WsManResource resource, CancellationToken cancellationToken = default) =>
        await ExchangeAsync(new Request(Actions.Get, resource), ElementReader.Read, null, cancellationToken).ConfigureAwait(false)
        ?? throw Reply.Malformed(Address, "its answer contains no object");

    /// <summary>Invokes a method ([DSP0227] 10).</summary>
    /// <param name="resource">The class, or with selectors the instance, whose method it is.</param>
    /// <param name="method">The method's name.</param>
    /// <param name="arguments">The arguments in order; a repeated name is an array.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The output: an element with a child for each parameter, ReturnValue among them.</returns>
    public async Task<XElement> InvokeAsync(
        WsManResource resource, string method, IReadOnlyList<KeyValuePair<string, string?>> arguments,
        CancellationToken cancellationToken = default)
    {
        string name;
        try
        {
            name = XmlConvert.VerifyNCName(method);
            foreach (var argument in arguments) _ = XmlConvert.VerifyNCName(argument.Key);
        }
        catch (XmlException e)
        {
            throw new WsManClientException(WsManFailure.Misuse, $"invalid name of a method or parameter: {e.Message.TrimEnd('.')}", e);
        }

        var request = new Request($"{resource.Uri}/{name}", resource) { Body = xml => WriteInput(xml, resource.Uri, name, arguments) };
        return await ExchangeAsync(request, ElementReader.Read, null, cancellationToken).ConfigureAwait(false)
            ?? throw Reply.Malformed(Address, "its answer contains no output");
    }

    /// <summary>Closes all connections; shells and enumerations that are open stay so at the service until it ends them.</summary>
    public void Dispose()
    {
        while (_idle.TryTake(out var session)) session.Dispose();
    }

    /// <summary>Sends one request on its own connection, and reads the answer.</summary>
    internal async Task<T?> ExchangeAsync<T>(
        Request request, Func<EnvelopeReader, T> read, (string, string)? header, CancellationToken cancellationToken)
    {
        using var reply = await SendAsync(request, header, cancellationToken).ConfigureAwait(false);
        return reply.Read(Address, read);
    }

    /// <summary>Sends one request on its own connection, and returns the answer unread; the caller disposes of it.</summary>
    internal Task<Reply> SendAsync(Request request, (string, string)? header, CancellationToken cancellationToken) =>
        IsRobust(request) ? SendRobustAsync(request, cancellationToken) : SendOnceAsync(request, null, header, cancellationToken);

    private async Task<Reply> SendOnceAsync(
        Request request, OperationHeader? operation, (string, string)? header, CancellationToken cancellationToken)
    {
        var places = _options.Places;
        if (places is not null) await places.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (!_idle.TryTake(out var session)) session = new WsManSession(Address, _options);
        try
        {
            var envelope = RequestWriter.Write(request, Address, _options, operation);
            return await session.ExchangeAsync(envelope, request.Timeout ?? OperationTimeout, header ?? _options.Header, cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            (ActiveScheme, IsBoundToChannel) = (session.Scheme, session.IsBound);
            _idle.Add(session);
            places?.Release();
        }
    }

    private static void WriteInput(XmlWriter xml, string uri, string method, IReadOnlyList<KeyValuePair<string, string?>> arguments)
    {
        xml.WriteStartElement("p", method + "_INPUT", uri);
        WriteValues(xml, uri, arguments);
        xml.WriteEndElement();
    }

    private static IdentifyAnswer ReadIdentify(EnvelopeReader reader)
    {
        string protocol = "", vendor = "", version = "";
        List<string> profiles = [];
        reader.Enter();
        while (reader.NextChild())
        {
            switch (reader.LocalName)
            {
                case "ProtocolVersion":
                    protocol = reader.ReadText();
                    break;
                case "ProductVendor":
                    vendor = reader.ReadText();
                    break;
                case "ProductVersion":
                    version = reader.ReadText();
                    break;
                case "SecurityProfiles":
                    reader.Enter();
                    while (reader.NextChild()) profiles.Add(reader.ReadText());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new IdentifyAnswer(protocol, vendor, version, profiles);
    }
}
