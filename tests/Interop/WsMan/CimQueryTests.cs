using System.Diagnostics;
using System.Globalization;
using System.Xml.Linq;
using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Guard;
using Sekimori.Linux;

namespace Sekimori.Interop.WsMan;

/// <summary>curl's and pywinrm's raw Enumerate of Win32_Process with a WQL filter: the right instances, each as its class says.</summary>
public sealed class CimQueryTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly XNamespace Instances = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_Process";

    [Fact]
    public async Task Curl_gets_the_processes_that_a_query_names()
    {
        PeerProgram.Need("curl", "curl");
        using var children = new Children();
        var (code, output, _) = await PeerProgram.RunAsync(
            "curl",
            ["-k", "-s", "-u", "reader:" + WsManTestServer.Password, "-H", "Content-Type: application/soap+xml;charset=UTF-8", "-d",
            Envelope(children.Query), fixture.Server.Https.ToString()]);
        Assert.Equal(0, code);
        Check(output, children.Handles);
    }

    [Fact]
    public async Task Pywinrm_gets_the_processes_that_a_query_names()
    {
        await PeerProgram.NeedModuleAsync("winrm", "python3-winrm");
        using var children = new Children();
        const string Script = """
            import sys, warnings, winrm
            warnings.simplefilter('ignore')
            p = winrm.Protocol(sys.argv[1], transport='basic', username=sys.argv[2], password=sys.argv[3], server_cert_validation='ignore')
            out = p.send_message(sys.stdin.read())
            sys.stdout.buffer.write(out if isinstance(out, bytes) else out.encode())
            """;
        var (code, output, errors) = await PeerProgram.RunAsync(
            PeerProgram.Python, ["-c", Script, fixture.Server.Https.ToString(), "reader", WsManTestServer.Password],
            Envelope(children.Query));
        Assert.True(code == 0, errors);
        Check(output, children.Handles);
    }

    private static void Check(string reply, IEnumerable<string> expected)
    {
        var caller = new CimCaller(new Caller("test", Role.Reader, "Local", ProtectionLevel.Privacy), null);
        var c = new ObjectManagerBuilder().AddLinux().Build().GetClass("root/cimv2", "Win32_Process", caller);
        var found = XDocument.Parse(reply).Descendants(Instances + "Win32_Process").ToList();
        Assert.Equal(expected.Order(), found.Select(i => i.Element(Instances + "Handle")!.Value).Order());
        foreach (var element in found.Elements())
        {
            var property = c.FindProperty(element.Name.LocalName);
            Assert.NotNull(property);
            Assert.Equal(Instances, element.Name.Namespace);
            if ((string?)element.Attribute(XName.Get("nil", "http://www.w3.org/2001/XMLSchema-instance")) != "true")
                Assert.True(CimValue.TryParse(property.Type, element.Value, out _),
                    $"{element.Name.LocalName} is no {property.Type}: {element.Value}");
        }
        Assert.Equal(c.Properties.Where(p => !p.IsArray).Select(p => p.Name).Order(StringComparer.Ordinal),
            found[0].Elements().Select(e => e.Name.LocalName).Order(StringComparer.Ordinal));
    }

    private static string Envelope(string query) => $"""
        <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" xmlns:n="http://schemas.xmlsoap.org/ws/2004/09/enumeration">
        <s:Header><a:To>http://windows-host:5985/wsman</a:To><w:ResourceURI>http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/*</w:ResourceURI>
        <a:ReplyTo><a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>
        <a:Action>http://schemas.xmlsoap.org/ws/2004/09/enumeration/Enumerate</a:Action><a:MessageID>uuid:{Guid.NewGuid()}</a:MessageID></s:Header>
        <s:Body><n:Enumerate><w:OptimizeEnumeration/><w:MaxElements>100</w:MaxElements>
        <w:Filter Dialect="http://schemas.microsoft.com/wbem/wsman/1/WQL">{new XText(query)}</w:Filter></n:Enumerate></s:Body></s:Envelope>
        """;

    /// <summary>Three processes that only this test's query finds.</summary>
    private sealed class Children : IDisposable
    {
        private readonly string _seconds = Random.Shared.Next(100_000, 999_999).ToString(CultureInfo.InvariantCulture);
        private readonly List<Process> _processes;

        public Children() => _processes = [.. Enumerable.Range(0, 3).Select(_ => Process.Start("sleep", _seconds))];

        public string Query =>
            $"SELECT * FROM Win32_Process WHERE Name = 'sleep' AND CommandLine LIKE '%{_seconds}' AND ParentProcessId = " +
            $"{Environment.ProcessId} AND ThreadCount < 2";

        public IEnumerable<string> Handles => _processes.Select(p => p.Id.ToString(CultureInfo.InvariantCulture));

        public void Dispose()
        {
            foreach (var process in _processes)
            {
                process.Kill();
                process.WaitForExit();
                process.Dispose();
            }
        }
    }
}
