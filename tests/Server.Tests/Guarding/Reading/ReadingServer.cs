using System.Net;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Microsoft.Extensions.Logging.Abstractions;
using Sekimori.Detection;
using Sekimori.Detection.Sigma;
using Sekimori.Gate.Guarding;
using Sekimori.Guard;
using Sekimori.Guard.Policy;
using Sekimori.Observations;
using Sekimori.Storage.Audit;
using Sekimori.WsMan.Operations;

namespace Sekimori.Server.Tests.Guarding.Reading;

/// <summary>The service behind the guard, without sockets: what a request did is beside what the audit log says of it.</summary>
internal sealed class ReadingServer : IAlertSink, IAsyncDisposable
{
    public const string Transfer = "http://schemas.xmlsoap.org/ws/2004/09/transfer/",
        Enumeration = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/",
        Cimv2 = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/", Dmtf = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/",
        ShellActions = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/", Shell = ShellActions + "cmd",
        Anonymous = "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous";

    public static readonly Caller Administrator = new("anna", Role.Administrator, "Basic", ProtectionLevel.Privacy);

    private readonly string _folder = Directory.CreateTempSubdirectory("sekimori-reading-").FullName;
    private readonly RecordedObjects _objects = new();
    private readonly MemoryFile _file = new();
    private readonly AuditLog _audit;
    private readonly LiveGuard _guard;
    private bool _isStopped;

    public ReadingServer(string policy, string rules = "", TimeProvider? clock = null, IOwnerWatch? owners = null)
    {
        _audit = AuditLog.Open(new() { Folder = _folder, HasIndex = false, OpenFile = _ => _file }, TimeProvider.System);
        Policy = new(new CompiledPolicy(PolicyReader.Read("policy.yaml", policy, InterfaceCatalogue.Names)));
        _guard = new(new() { Policy = Policy, Audit = _audit, Detection = new DetectionEngine(RuleSet.Read([("rules.yml", rules)]), this) },
            NullLogger<LiveGuard>.Instance, clock ?? TimeProvider.System);
        Service = new WsManService(_objects.Manager(), new RecordedShells(_objects.Done),
            new WsManSettingsStore(new WsManSettings
            {
                AllowUnencrypted = true, MaxShellsPerUser = 0, MaxProcessesPerShell = 0, MaxConcurrentOperationsPerUser = 1_000_000,
                MaxEnumerations = 1_000_000
            }),
            WsManServiceInfo.Default("host"), TimeProvider.System, owners: owners);
    }

    public PolicyHolder Policy { get; }

    public WsManService Service { get; }

    /// <summary>The guard, for the other door.</summary>
    public LiveGuard Guard => _guard;

    public List<Alert> Alerts { get; } = [];

    public void OnAlert(Alert alert) => Alerts.Add(alert);

    /// <summary>An envelope as clients write it.</summary>
    public static string Envelope(string action, string resource, string body = "", string headers = "", string before = "") =>
        before
        + "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\" " +
        "xmlns:n=\"http://schemas.xmlsoap.org/ws/2004/09/enumeration\" "
        + "xmlns:w=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\" xmlns:b=\"http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd\" " +
        "xmlns:rsp=\"http://schemas.microsoft.com/wbem/wsman/1/windows/shell\" "
        + $"xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" " +
        $"xmlns:x=\"urn:foreign\"><s:Header><a:To>http://host:5985/wsman</a:To><w:ResourceURI>{resource}</w:ResourceURI>"
        + $"<a:ReplyTo><a:Address>{Anonymous}</a:Address></a:ReplyTo><a:Action>" +
        $"{action}</a:Action><a:MessageID>uuid:A7C5A518-0000-4000-8000-000000000001</a:MessageID>{headers}</s:Header><s:Body>" +
        $"{body}</s:Body></s:Envelope>";

    /// <summary>Sends a request.</summary>
    /// <returns>What it did, and what it was answered.</returns>
    public Task<(string[] Done, Answer Answer)> SendAsync(string envelope, Caller? caller = null, IPEndPoint? from = null) =>
        SendAsync(Encoding.UTF8.GetBytes(envelope), caller, from);

    /// <inheritdoc cref="SendAsync(string, Caller, IPEndPoint)"/>
    public async Task<(string[] Done, Answer Answer)> SendAsync(byte[] envelope, Caller? caller = null, IPEndPoint? from = null)
    {
        _objects.Done.Clear();
        caller ??= Administrator;
        var at = GuardedConnection.Of(from ?? new(IPAddress.Loopback, 50_000), new(IPAddress.Loopback, 5986), Transport.Https);
        var guarded = new WsManRequestGuard(_guard, at, caller, new FactSet());
        var reply = await Service.AnswerAsync(envelope, envelope.Length, caller, CancellationToken.None, guarded);
        if (await guarded.EndAsync(reply, envelope) is { } unrecorded) reply = Service.Refuse(unrecorded);
        using (reply) return ([.. _objects.Done],
            new(reply.Fault is { } fault ? fault.Subcode.Name ?? fault.Subcode.Code.ToString() : "", reply.Fault?.Number ?? 0,
            Encoding.UTF8.GetString(reply.Body.Span), reply.Failure));
    }

    /// <summary>Opens a shell and gives its name.</summary>
    public async Task<string> OpenShellAsync()
    {
        var (_, answer) = await SendAsync(
            Envelope(Transfer + "Create", Shell, "<rsp:Shell><rsp:InputStreams>stdin</rsp:InputStreams></rsp:Shell>"));
        return answer.Find("ShellId");
    }

    /// <summary>Stops, and gives the lines of requests, in order.</summary>
    public async Task<JsonElement[]> StopAsync()
    {
        if (!_isStopped)
        {
            _isStopped = true;
            await Service.DisposeAsync();
            await _guard.DisposeAsync();
            await _audit.DisposeAsync();
        }
        return [.. _file.Lines().Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.GetProperty("type").GetString() == "request")];
    }

    /// <summary>Every line of the audit log, once it is stopped.</summary>
    public IEnumerable<JsonElement> Recorded => _file.Lines().Select(line => JsonDocument.Parse(line).RootElement);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>An answer.</summary>
    /// <param name="Fault">The fault's subcode; empty if there is none.</param>
    /// <param name="Number">Its number.</param>
    /// <param name="Text">The envelope.</param>
    /// <param name="Failure">What went wrong inside.</param>
    internal sealed record Answer(string Fault, uint Number, string Text, Exception? Failure)
    {
        /// <summary>The text of the first element of this name.</summary>
        public string Find(string name) =>
            XDocument.Parse(Text).Descendants().FirstOrDefault(element => element.Name.LocalName == name)?.Value
            ?? throw new InvalidOperationException(Text);
    }
}
