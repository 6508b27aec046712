using System.Xml.Linq;
using Sekimori.WsMan.Shell;
using Sekimori.WsMan.Tests.Kit;

namespace Sekimori.WsMan.Tests;

/// <summary>
/// The envelopes of [MS-WSMV] section 4, each by its number, with their line breaks and white space. If one names a class or an identity of
/// the author's machine, the test puts its own there. What the document's typesetting broke (URIs cut by line ends, missing brackets) is
/// repaired.
/// </summary>
public sealed class SpecificationTests
{
    private const string Mapping = "http://schemas.microsoft.com/wbem/wsman/1/config/service/certmapping";

    [Fact]
    public async Task Section_4_1_1_retrieves_an_instance()
    {
        var reply = await AskAsync(new TestService(), "4.1.1", ClassAndKey);
        Assert.Equal("item1", (string?)Assert.Single(reply.Items).Element(Reply.P + "Name"));
        Assert.Equal("uuid:5E6FD101-710A-4EEA-A50D-70C0BF863AA3", reply.Header(Reply.A + "RelatesTo"));
    }

    [Fact]
    public async Task Section_4_1_2_enumerates_instances_one_by_one()
    {
        var service = new TestService(new TestObjects(2));
        var context = (await AskAsync(service, "4.1.2.1", ClassAndKey)).Context;
        foreach (var ended in new[] { false, true })
        {
            var pulled = await AskAsync(service, "4.1.2.3", text => WithContext(ClassAndKey(text), context));
            Assert.Single(pulled.Items);
            Assert.Equal(ended, pulled.Ended);
        }
    }

    [Fact]
    public async Task Section_4_2_1_retrieves_the_configuration()
    {
        var config = (await AskAsync(new TestService(), "4.2.1")).Body.Elements().Single();
        XNamespace cfg = "http://schemas.microsoft.com/wbem/wsman/1/config";
        Assert.Equal(cfg + "Config", config.Name);
        foreach (var name in new[] { "MaxEnvelopeSizekb", "MaxTimeoutms", "MaxBatchItems", "MaxProviderRequests", "Service", "Winrs" })
            Assert.NotNull(config.Element(cfg + name));
    }

    [Fact]
    public async Task Section_4_2_2_modifies_the_configuration()
    {
        var service = new TestService();
        // Values of an older Windows, which newer ones refuse to change too (appendix B, notes 11, 18 and 30), and settings that are
        // Windows' alone are left out.
        static string Today(string text)
        {
            var envelope = XDocument.Parse(text);
            envelope.Descendants().Where(e => e.Name.LocalName is "MaxProviderRequests" or "MaxConcurrentOperations" or "MaxShellRunTime"
                or "DefaultPorts" or "RootSDDL" or "IPv4Filter" or "IPv6Filter").Remove();
            return envelope.ToString();
        }

        Assert.Equal("SchemaValidationError", (await service.AskAsync(Load("4.2.2"))).FaultName);
        Assert.Equal(32_000, service.Settings.Current.MaxBatchItems);
        await AskAsync(service, "4.2.2", Today);
        Assert.Equal(
            (10, 5, 80),
            (service.Settings.Current.MaxBatchItems, service.Settings.Current.MaxProcessesPerShell,
            service.Settings.Current.MaxMemoryPerShellMb));
    }

    [Fact]
    public async Task Section_4_2_3_maps_certificates()
    {
        var service = new TestService();
        static string Mine(string text) =>
            text.Replace("certAdminAccount", "alice").Replace("certadminACCOUNT", "alice")
            .Replace("1212131238d84023982e381f2", "5600a015ca5e8a26f638b74e819ae92096da5c8c")
            .Replace("*.sampl.com", "*@mig.net").Replace("http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/*", "*");
        XNamespace cert = Mapping;
        var created = await AskAsync(service, "4.2.3-create", Mine);
        Assert.Equal("*@mig.net", (string?)created.Document.Descendants(Reply.W + "Selector")
            .Single(s => (string?)s.Attribute("Name") == "Subject"));
        Assert.Equal("false", (await AskAsync(service, "4.2.3-put", Mine)).Find(cert + "Enabled"));
        Assert.Equal("alice", (await AskAsync(service, "4.2.3-get", Mine)).Find(cert + "UserName"));
        var listed = await AskAsync(service, "4.2.3-enumerate");
        Assert.True(listed.Ended);
        Assert.Single(listed.Document.Descendants(cert + "CertMapping"));
        await AskAsync(service, "4.2.3-delete", Mine);
        Assert.Empty((await AskAsync(service, "4.2.3-enumerate")).Document.Descendants(cert + "CertMapping"));
    }

    [Fact]
    public async Task Section_4_4_subscribes_and_is_told_that_there_are_no_events()
    {
        var reply = await new TestService().AskAsync(Load("4.4"));
        Assert.Equal(("EventSourceUnableToProcess", 50u), (reply.FaultName, reply.FaultNumber));
    }

    [Fact]
    public async Task Section_4_7_is_a_shell_from_its_creation_to_its_deletion()
    {
        var service = new TestService();
        var created = await AskAsync(service, "4.7.1");
        var shell = created.Document.Descendants(Reply.W + "Selector").Single(s => (string?)s.Attribute("Name") == "ShellId").Value;
        var options = service.Host.Shells.Single().Options;
        Assert.Equal(("d:\\windows", 437, true), (options.WorkingDirectory, options.CodePage, options.NoProfile));
        Assert.Equal(new("test", "1"), Assert.Single(options.Environment));
        Assert.Equal("PT1000.000S", created.Find(Reply.R + "Lifetime"));

        string Here(string text, string command) =>
            text.Replace("0A442A7F-4627-43AE-8751-900B509F0A1F", shell).Replace("BEF9B5F1-BC59-46C9-A48F-BF55973B9D7B", shell)
            .Replace("C776791F-76FE-4F4E-9FAD-36BD17E152B0", shell).Replace("E4BA8E35-ECB9-4932-855B-0239067918C9", shell)
            .Replace("77df7bb6-b5a0-4777-abd9-9823c0774074", command).Replace("3cb05d74-af20-4ff1-b318-2c6cc0f99045", command);

        var command = (await AskAsync(service, "4.7.2", t => Here(t, ""))).Find(Reply.R + "CommandId")!;
        var running = service.Host.Command;
        Assert.Equal("del", running.Options.Command);
        Assert.Equal(["/p", "d:\\temp\\out.txt"], running.Options.Arguments.Select(a => a.Trim()));
        Assert.True(running.Options.ConsoleInput);
        Assert.False(running.Options.SkipShell);

        await AskAsync(service, "4.7.4", t => Here(t, command));
        Assert.Equal("y\r\n"u8.ToArray(), running.Input.ToArray());
        running.Say(ShellStream.StdOut, "d:\\temp\\out.txt, Delete (Y/N)? ");
        var received = await AskAsync(service, "4.7.3", t => Here(t, command));
        Assert.Equal("stdout", (string?)received.Document.Descendants(Reply.R + "Stream").Single().Attribute("Name"));
        await AskAsync(service, "4.7.5", t => Here(t, command));
        Assert.Equal([ShellSignal.CtrlC], running.Signals);

        var context = (await AskAsync(service, "4.7.6")).Context;
        var pulled = await AskAsync(service, "4.7.6-pull", t => WithContext(t, context));
        Assert.Equal(shell, pulled.Find(Reply.R + "ShellId"));
        await AskAsync(service, "4.7.9", t => Here(t, command));
        Assert.Equal(
            "Disconnected",
            (await service.AskAsync(
            TestService.Envelope(TestService.Transfer + "Get", TestService.Shell, "", TestService.Selectors(("ShellId", shell))),
            TestService.Operator)).Find(Reply.R + "State"));
        await AskAsync(service, "4.7.10", t => Here(t, command));
        Assert.Equal(shell, (await AskAsync(service, "4.7.7", t => WithShell(t, shell))).Find(Reply.R + "ShellId"));
        await AskAsync(service, "4.7.8", t => WithShell(t, shell));
        Assert.Equal(0, service.Service.Open.Shells);
    }

    [Fact]
    public async Task Section_4_8_asks_for_a_custom_shell_and_is_told_which_one_there_is()
    {
        var reply = await new TestService().AskAsync(Load("4.8.2"));
        Assert.Equal(("DestinationUnreachable", "ResourceOffline"), (reply.FaultName, reply.FaultDetail));
    }

    [Fact]
    public async Task Section_4_10_asks_for_a_class_that_is_not_there()
    {
        var reply = await new TestService().AskAsync(Load("4.10"));
        Assert.Equal("DestinationUnreachable", reply.FaultName);
        Assert.Equal("http://schemas.xmlsoap.org/ws/2004/08/addressing/fault", reply.Header(Reply.A + "Action"));
        Assert.Equal("s:Sender", reply.Find(Reply.S + "Value"));
    }

    private static async Task<Reply> AskAsync(TestService service, string section, Func<string, string>? change = null)
    {
        var text = Load(section);
        var reply = await service.AskAsync(
            change is null ? text : change(text), section.StartsWith("4.7", StringComparison.Ordinal)
            ? TestService.Operator
            : TestService.Administrator);
        Assert.True(reply.Fault is null, reply.Text);
        return reply;
    }

    private static string ClassAndKey(string text) =>
        text.Replace("root/mynamespace/myclass", "root/cimv2/Test_Item").Replace("Name=\"id\">1<", "Name=\"Name\">item1<");

    private static string WithContext(string text, string context)
    {
        var envelope = XDocument.Parse(text, LoadOptions.PreserveWhitespace);
        envelope.Descendants(Reply.N + "EnumerationContext").Single().Value = $"\n{context}\n";
        return envelope.ToString(SaveOptions.DisableFormatting);
    }

    private static string WithShell(string text, string shell)
    {
        var envelope = XDocument.Parse(text, LoadOptions.PreserveWhitespace);
        envelope.Descendants(Reply.W + "Selector").Single().Value = $"\n{shell}\n";
        return envelope.ToString(SaveOptions.DisableFormatting);
    }

    private static string Load(string section)
    {
        using var reader = new StreamReader(typeof(SpecificationTests).Assembly.GetManifestResourceStream("wsmv-" + section)!);
        return reader.ReadToEnd();
    }
}
