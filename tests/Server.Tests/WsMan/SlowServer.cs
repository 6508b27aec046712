using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Cim.Schema;
using Sekimori.Gate.Tls;
using Sekimori.Server.Listening;
using Sekimori.Server.Tls;
using Sekimori.Server.WsMan;
using Sekimori.TestKit;
using Sekimori.WsMan.Operations;

namespace Sekimori.Server.Tests.WsMan;

/// <summary>The real listener, handler and service before objects and shells that take for ever.</summary>
internal sealed class SlowServer : IAsyncDisposable
{
    private const string Shell = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/cmd";

    private readonly WsManService _service;
    private readonly WsManHandler _handler;
    private readonly string _folder = Directory.CreateTempSubdirectory("sekimori-slow").FullName;
    private readonly CertificateKeeper? _certificate;
    private WsManPort _port = null!;
    private IPEndPoint _end = null!;

    private SlowServer(bool isTls)
    {
        if (isTls)
            _certificate = new CertificateKeeper(
                CertificateKeeper.SelfMade(Path.Combine(_folder, "certificate.pem"), [IPAddress.Loopback], DateTimeOffset.UtcNow),
                NullLogger<CertificateKeeper>.Instance, TimeProvider.System);
        var slow = SlowObjects.Make("T_Slow");
        Waiting = new SlowObjects(slow, blocks: true, isEndless: false);
        Endless = new SlowObjects(SlowObjects.Make("T_Endless"), blocks: true, isEndless: true);
        // On the thread of the request, and never at rest.
        Busy = new SlowObjects(SlowObjects.Make("T_Busy"), blocks: false, isEndless: true);
        Links =
            new SlowObjects(
            SlowObjects.Make("T_Links", SlowObjects.Property("T_Links", "One", 1, "T_Slow"),
            SlowObjects.Property("T_Links", "Other", 2, "T_Slow")), blocks: true, isEndless: true);
        var limits = new CimLimits { ProviderTimeout = TimeSpan.FromHours(1), MaxEvaluationSteps = long.MaxValue - 1 };
        var objects = new ObjectManagerBuilder
        {
            Limits = limits
        }.Add("root/cimv2", Waiting).Add("root/cimv2", Endless).Add("root/cimv2", Busy).Add("root/cimv2", Links).Build();
        _service = new WsManService(objects, Shells,
            new WsManSettingsStore(new WsManSettings { AllowUnencrypted = true, MaxTimeoutMs = 3_600_000 }),
            WsManServiceInfo.Default("host"), TimeProvider.System);
        _handler = new WsManHandler(_service, [new AnyLogon(), .. ContextLogon.All(new Credentials().Acceptor)],
            NullLogger<WsManHandler>.Instance);
    }

    public SlowObjects Waiting { get; }

    public SlowObjects Endless { get; }

    public SlowObjects Busy { get; }

    public SlowObjects Links { get; }

    public SlowShells Shells { get; } = new();

    /// <summary>Released when the server knows that the client of a request has gone.</summary>
    public SemaphoreSlim Left { get; } = new(0);

    /// <summary>Released when nothing of a request is at work any more.</summary>
    public SemaphoreSlim Over { get; } = new(0);

    /// <summary>Open enumerations.</summary>
    public int Enumerations => _service.Open.Enumerations;

    public static async Task<SlowServer> StartAsync(bool isTls = false)
    {
        var server = new SlowServer(isTls);
        using var sockets = new ListenSockets();
        var ends = sockets.OpenAll([IPAddress.Loopback], 0);
        server._port = await WsManPort.OpenAsync(ends, sockets, "wsman", server.Layer, server.HandleAsync, NullLoggerFactory.Instance);
        server._end = ends[0];
        return server;
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint End => _end;

    /// <summary>Sends a request and waits for no answer.</summary>
    public async Task<TcpClient> SendAsync(string envelope)
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(_end);
        Stream stream = client.GetStream();
        if (_certificate is not null)
        {
            var tls = new SslStream(stream, leaveInnerStreamOpen: true, static (_, _, _, _) => true);
            await tls.AuthenticateAsClientAsync("localhost");
            stream = tls;
        }
        var body = Encoding.UTF8.GetBytes(envelope);
        var head =
            $"POST /wsman HTTP/1.1\r\nHost: {_end}\r\nAuthorization: Any\r\nContent-Type: " +
            $"application/soap+xml;charset=UTF-8\r\nContent-Length: {body.Length}\r\n\r\n";
        await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. body]);
        return client;
    }

    /// <summary>Sends a request and gives its answer's envelope.</summary>
    public async Task<string> AskAsync(string envelope)
    {
        using var anybody = new HttpClientHandler { ServerCertificateCustomValidationCallback = static (_, _, _, _) => true };
        using var client = new HttpClient(anybody);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Any");
        using var content = new StringContent(envelope, Encoding.UTF8, "application/soap+xml");
        using var answer = await client.PostAsync(new Uri($"{(_certificate is null ? "http" : "https")}://{_end}/wsman"), content);
        return await answer.Content.ReadAsStringAsync();
    }

    public static string Envelope(string action, string resource, string body = "", string headers = "") =>
        "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\" " +
        "xmlns:n=\"http://schemas.xmlsoap.org/ws/2004/09/enumeration\" "
        + "xmlns:w=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\" xmlns:p=\"http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd\" " +
        "xmlns:rsp=\"http://schemas.microsoft.com/wbem/wsman/1/windows/shell\">"
        + $"<s:Header><a:To>http://host/wsman</a:To><w:ResourceURI>" +
        $"{resource}</w:ResourceURI><a:ReplyTo><a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address>" +
        "</a:ReplyTo>"
        + $"<a:Action>{action}</a:Action><a:MessageID>uuid:" +
        $"{Guid.NewGuid()}</a:MessageID><w:OperationTimeout>PT3600S</w:OperationTimeout>{headers}</s:Header><s:Body>" +
        $"{body}</s:Body></s:Envelope>";

    public static string OnShell(string operation, string body, string shell) =>
        Envelope("http://schemas.microsoft.com/wbem/wsman/1/windows/shell/" + operation, Shell, body, Selector("ShellId", shell));

    public static string CreateShell() =>
        Envelope("http://schemas.xmlsoap.org/ws/2004/09/transfer/Create", Shell,
        "<rsp:Shell><rsp:InputStreams>stdin</rsp:InputStreams><rsp:OutputStreams>stdout stderr</rsp:OutputStreams></rsp:Shell>");

    public static string Selector(string name, string value) =>
        $"<w:SelectorSet><w:Selector Name=\"{name}\">{value}</w:Selector></w:SelectorSet>";

    public async ValueTask DisposeAsync()
    {
        Waiting.Evict();
        await _service.DisposeAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _port.CloseAsync(limit.Token);
        await _port.DisposeAsync();
        _certificate?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Layer(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1;
        if (_certificate is not null) listen.UseTls(_certificate);
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var leaving = context.RequestAborted.UnsafeRegister(static left => ((SemaphoreSlim)left!).Release(), Left);
        try
        {
            await _handler.HandleAsync(context);
        }
        finally
        {
            Over.Release();
        }
    }
}
