using System.Text;
using Sekimori.Guard;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Shell;

namespace Sekimori.WsMan.Tests.Kit;

/// <summary>A service, a clock and shells for one test.</summary>
internal sealed class TestService
{
    public const string Item = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Test_Item",
        Shell = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/cmd",
        Transfer = "http://schemas.xmlsoap.org/ws/2004/09/transfer/", Enumeration = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/",
        Shells = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/";

    public static readonly Caller Reader = new("rita", Role.Reader, "Basic", ProtectionLevel.Privacy),
        Operator = new("otto", Role.Operator, "Basic", ProtectionLevel.Privacy),
        Administrator = new("anna", Role.Administrator, "Basic", ProtectionLevel.Privacy);

    public TestService(TestObjects? objects = null, WsManSettings? settings = null, IReadOnlyDictionary<string, IShellHost>? kinds = null)
    {
        Objects = objects ?? new TestObjects(3);
        Settings = new WsManSettingsStore(settings ?? new WsManSettings());
        Service = new WsManService(TestObjects.Manager(Objects), Host, Settings,
            new WsManServiceInfo("Sekimori", "OS: 6.1.0 SP: 0.0 Stack: 3.0", "OS: 0.0.0 SP: 0.0 Stack: 3.0", "host"), Time,
            new WsManConfiguration { Listeners = Listeners, Mappings = Mappings, Shells = kinds ?? new Dictionary<string, IShellHost>() },
            Watch);
    }

    public TestObjects Objects { get; }

    public TestListeners Listeners { get; } = new();

    public TestMappings Mappings { get; } = new();

    public TestWatch Watch { get; } = new();

    public ManualTime Time { get; } = new();

    public FakeShellHost Host { get; } = new();

    public WsManSettingsStore Settings { get; }

    public WsManService Service { get; }

    public static string Envelope(
        string action, string resource, string body = "", string headers = "", string? size = "153600", string timeout = "PT20S",
        string replyTo = "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous") =>
        "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\" " +
        "xmlns:n=\"http://schemas.xmlsoap.org/ws/2004/09/enumeration\" "
        + "xmlns:w=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\" xmlns:p=\"http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd\" " +
        "xmlns:b=\"http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd\" "
        + "xmlns:rsp=\"http://schemas.microsoft.com/wbem/wsman/1/windows/shell\" " +
        "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><s:Header>"
        + $"<a:To>http://windows-host:5985/wsman</a:To><w:ResourceURI " +
        $"s:mustUnderstand=\"true\">{resource}</w:ResourceURI><a:ReplyTo><a:Address " +
        $"s:mustUnderstand=\"true\">{replyTo}</a:Address></a:ReplyTo>"
        + $"<a:Action s:mustUnderstand=\"true\">{action}</a:Action>{(size is null ? "" : $"<w:MaxEnvelopeSize " +
        $"s:mustUnderstand=\"true\">{size}</w:MaxEnvelopeSize>")}<a:MessageID>uuid:A7C5A518-0000-4000-8000-000000000001</a:MessageID>"
        + $"<w:Locale xml:lang=\"en-US\" " +
        $"s:mustUnderstand=\"false\"/><w:OperationTimeout>{timeout}</w:OperationTimeout>{headers}</s:Header><s:Body>" +
        $"{body}</s:Body></s:Envelope>";

    public static string Selectors(params (string Name, string Value)[] selectors) =>
        "<w:SelectorSet>" + string.Concat(selectors.Select(s => $"<w:Selector Name=\"{s.Name}\">{s.Value}</w:Selector>"))
        + "</w:SelectorSet>";

    public Task<Reply> AskAsync(string envelope, Caller? caller = null, CancellationToken aborted = default) =>
        AskAsync(Encoding.UTF8.GetBytes(envelope), caller, aborted);

    public async Task<Reply> AskAsync(byte[] envelope, Caller? caller = null, CancellationToken aborted = default) =>
        new(await Service.AnswerAsync(envelope, envelope.Length, caller ?? Administrator, aborted));

    /// <summary>The request as the service reads it.</summary>
    public ParsedRequest Inspect(string envelope)
    {
        var bytes = Encoding.UTF8.GetBytes(envelope);
        return Service.Inspect(bytes, bytes.Length);
    }

    public Task<Reply> GetAsync(string headers, Caller? caller = null, string? size = "153600") =>
        AskAsync(Envelope(Transfer + "Get", Item, "", headers, size), caller);

    public Task<Reply> EnumerateAsync(
        string content = "", string resource = Item, Caller? caller = null, string size = "153600", string headers = "") =>
        AskAsync(Envelope(Enumeration + "Enumerate", resource, $"<n:Enumerate>{content}</n:Enumerate>", headers, size), caller);

    public Task<Reply> PullAsync(string context, int max = 1, Caller? caller = null, string resource = Item, string size = "153600",
        string extra = "") =>
        AskAsync(
        Envelope(Enumeration + "Pull", resource,
        $"<n:Pull><n:EnumerationContext>{context}</n:EnumerationContext><n:MaxElements>{max}</n:MaxElements>{extra}</n:Pull>", "", size),
        caller);

    public async Task<string> OpenShellAsync(
        Caller? caller = null, string content =
        "<rsp:InputStreams>stdin</rsp:InputStreams><rsp:OutputStreams>stdout stderr</rsp:OutputStreams>", string headers = "")
    {
        var reply = await AskAsync(Envelope(Transfer + "Create", Shell, $"<rsp:Shell>{content}</rsp:Shell>", headers), caller ?? Operator);
        Assert.Equal("", reply.FaultName);
        return reply.Find(Reply.R + "ShellId")!;
    }

    public Task<Reply> ShellAsync(
        string operation, string shell, string body, Caller? caller = null, string headers = "", string timeout = "PT20S") =>
        AskAsync(Envelope(Shells + operation, Shell, body, Selectors(("ShellId", shell)) + headers, timeout: timeout), caller ?? Operator);

    public async Task<string> StartAsync(string shell, string command = "cat", Caller? caller = null)
    {
        var reply = await ShellAsync("Command", shell, $"<rsp:CommandLine><rsp:Command>{command}</rsp:Command></rsp:CommandLine>", caller);
        Assert.Equal("", reply.FaultName);
        return reply.Find(Reply.R + "CommandId")!;
    }

    public Task<Reply> ReceiveAsync(string shell, string command, Caller? caller = null) =>
        ShellAsync(
        "Receive", shell, $"<rsp:Receive><rsp:DesiredStream CommandId=\"{command}\">stdout stderr</rsp:DesiredStream></rsp:Receive>",
        caller);

    public Task<Reply> SignalAsync(string shell, string command, string code) =>
        ShellAsync("Signal", shell, $"<rsp:Signal CommandId=\"{command}\"><rsp:Code>{code}</rsp:Code></rsp:Signal>");
}
