using System.Text.Json;
using System.Xml.Linq;
using Sekimori.Client.WsMan;
using Sekimori.Client.WsMan.Messages;
using Sekimori.Gate.Settings;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Soap;

namespace Sekimori.Server.Tests.Gateway.Bridge;

/// <summary>WS-Management outside, WMI inside: what passes, who may, and what is recorded of it.</summary>
[Trait("Size", "Large")]
public sealed class WsManOutsideTests
{
    private const string Cimv2 = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/";
    private const string Subscription = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/subscription/";
    private const string Dmtf = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Win32_UserAccount")]
    [InlineData("Win32_Group")]
    [InlineData("Win32_GroupUser")]
    [InlineData("Win32_TimeZone")]
    [InlineData("Win32_ComputerSystem")]
    [InlineData("Win32_NetworkAdapterConfiguration")]
    public async Task The_same_objects_come_as_from_the_host_itself(string name)
    {
        await using var gate = await BridgeGate.StartAsync();
        using var client = gate.WsMan();
        using var direct = gate.Host.WsMan();
        var expected = await ElementsAsync(direct, Cimv2 + name);
        Assert.NotEmpty(expected);
        Assert.Equal(expected, await ElementsAsync(client, Cimv2 + name));
        Assert.Equal(await ElementsAsync(direct, Cimv2 + "*", $"SELECT * FROM {name}"),
            await ElementsAsync(client, Cimv2 + "*", $"select * from {name.ToUpperInvariant()}"));
    }

    [Fact]
    public async Task An_object_is_read_by_its_keys_in_each_form_of_a_resource()
    {
        await using var gate = await BridgeGate.StartAsync();
        using var client = gate.WsMan();
        using var direct = gate.Host.WsMan();
        foreach (var uri in (string[])[Cimv2 + "Win32_Process", Dmtf + "CIM_Process", Cimv2.ToUpperInvariant().Replace(
            "HTTP://SCHEMAS.MICROSOFT.COM/WBEM/WSMAN/1/WMI/", "http://schemas.microsoft.com/wbem/wsman/1/wmi/",
            StringComparison.Ordinal) + "WIN32_PROCESS"])
        {
            var one = await client.GetElementAsync(new WsManResource(uri, [new("Handle", "1")]), Token);
            Assert.Equal("1", one.Elements().Single(element => element.Name.LocalName == "ProcessId").Value);
        }
        // A class with one instance needs no key, and one whose key is a reference has an endpoint reference for it.
        Assert.Equal(Member(await direct.GetElementAsync(new WsManResource(Cimv2 + "Win32_OperatingSystem", []), Token), "Version"),
            Member(await client.GetElementAsync(new WsManResource(Cimv2 + "Win32_OperatingSystem", []), Token), "Version"));
        var member = await ReferencesAsync(direct, Cimv2 + "Win32_GroupUser");
        Assert.Equal((await direct.GetElementAsync(member, Token)).ToString(), (await client.GetElementAsync(member, Token)).ToString());
        var fragment = await client.GetFragmentAsync(new WsManResource(Cimv2 + "Win32_Process", [new("Handle", "1")]), "ProcessId/text()",
            Token);
        Assert.Equal("1", fragment.Value);
    }

    [Fact]
    public async Task A_projection_has_the_columns_that_it_names()
    {
        await using var gate = await BridgeGate.StartAsync();
        using var client = gate.WsMan();
        using var direct = gate.Host.WsMan();
        const string Query = "SELECT Name, Domain FROM Win32_UserAccount WHERE Name LIKE 'r%t' AND LocalAccount = TRUE";
        Assert.Equal(await ElementsAsync(direct, Cimv2 + "*", Query), await ElementsAsync(client, Cimv2 + "*", Query));
    }

    [Fact]
    public async Task An_enumeration_comes_in_batches_and_belongs_to_its_caller()
    {
        await using var gate = await BridgeGate.StartAsync();
        using var client = gate.WsMan();
        var resource = new WsManResource(Cimv2 + "Win32_Process", []);
        await foreach (var _ in client.EnumerateElementsAsync(resource, new EnumerateOptions { BatchSize = 2 }, Token))
        {
            Assert.Equal(1, gate.Gate.Terminated.Contexts);
            break;
        }
        // What was left early is released at the gate.
        Assert.Equal(0, gate.Gate.Terminated.Contexts);
        Assert.True((await ElementsAsync(client, resource.Uri, batch: 2)).Count > 4);
        Assert.Equal(0, gate.Gate.Terminated.Contexts);
    }

    [Fact]
    public async Task Operations_overlap()
    {
        await using var gate = await BridgeGate.StartAsync();
        using var client = gate.WsMan();
        var expected = await ElementsAsync(client, Cimv2 + "Win32_Group");
        var all = await Task.WhenAll(Enumerable.Range(0, 24).Select(async at =>
        {
            await ElementsAsync(client, Cimv2 + "Win32_Process", batch: 1 + at);
            return await ElementsAsync(client, Cimv2 + "*", "SELECT * FROM Win32_Group", batch: 1 + at);
        }));
        Assert.All(all, found => Assert.Equal(expected, found));
        Assert.Equal(0, gate.Gate.Terminated.Contexts);
    }

    [Fact]
    public async Task A_method_is_called_with_its_arguments()
    {
        await using var gate = await BridgeGate.StartAsync();
        using var client = gate.WsMan("bob");
        var owner = await client.InvokeAsync(new WsManResource(Cimv2 + "Win32_Process", [new("Handle", "1")]), "GetOwner", [], Token);
        Assert.Equal(("GetOwner_OUTPUT", "0"), (owner.Name.LocalName, Member(owner, "ReturnValue")));
        Assert.Equal("root", Member(owner, "User"));
        var wrong = await FaultAsync(() => client.InvokeAsync(
            new WsManResource(Cimv2 + "Win32_Process", [new("Handle", "1")]), "GetOwner", [new("Else", "x")], Token));
        Assert.Equal("InvalidParameter", wrong.Subcode);
        var unknown = await FaultAsync(() => client.InvokeAsync(new WsManResource(Cimv2 + "Win32_Process", []), "Nothing", [], Token));
        Assert.Equal("ActionNotSupported", unknown.Subcode);
    }

    [Fact]
    public async Task An_object_is_made_changed_and_deleted()
    {
        await using var gate = await BridgeGate.StartAsync();
        using var client = gate.WsMan();
        const string Name = "it's \"a\" \\ filter";
        var made = await client.CreateAsync(new WsManResource(Subscription + "__EventFilter", []),
            [new("Name", Name), new("QueryLanguage", "WQL"), new("Query", "SELECT * FROM x")], Token);
        Assert.Equal(Name, Assert.Single(made.Selectors, selector => selector.Name == "Name").Value);
        var read = await client.GetElementAsync(made, Token);
        Assert.Equal("SELECT * FROM x", Member(read, "Query"));
        read.Elements().Single(element => element.Name.LocalName == "Query").Value = "SELECT * FROM y\nWHERE z = 1";
        await client.PutAsync(made, read, Token);
        using var direct = gate.Host.WsMan();
        Assert.Equal("SELECT * FROM y\nWHERE z = 1", Member(await direct.GetElementAsync(made, Token), "Query"));
        await client.PutFragmentAsync(made, "QueryLanguage", "wql", Token);
        Assert.Equal("wql", Member(await direct.GetElementAsync(made, Token), "QueryLanguage"));
        var again = await FaultAsync(() => client.CreateAsync(new WsManResource(Subscription + "__EventFilter", []),
            [new("Name", Name), new("QueryLanguage", "WQL"), new("Query", "SELECT * FROM x")], Token));
        Assert.Equal("AlreadyExists", again.Subcode);
        await client.DeleteAsync(made, Token);
        var gone = await FaultAsync(() => client.GetElementAsync(made, Token));
        Assert.Equal(("DestinationUnreachable", null), (gone.Subcode, gone.Detail));
    }

    [Fact]
    public async Task Definitions_of_classes_come_as_from_the_host_itself()
    {
        await using var gate = await BridgeGate.StartAsync();
        using var client = gate.WsMan();
        using var direct = gate.Host.WsMan();
        var (expected, found) = (await direct.GetClassAsync("root/cimv2", "Win32_Process", Token),
            await client.GetClassAsync("root/cimv2", "Win32_Process", Token));
        Assert.Equal(expected.Properties.Select(one => (one.Name, one.Type, one.IsArray, one.IsKey)).Order(),
            found.Properties.Select(one => (one.Name, one.Type, one.IsArray, one.IsKey)).Order());
        Assert.Equal(expected.Methods.Select(one => one.Name).Order(), found.Methods.Select(one => one.Name).Order());
        Assert.Equal(expected.Derivation, found.Derivation);
        Assert.Equal((await direct.ListClassesAsync("root/subscription", cancellationToken: Token)).Select(one => one.Name),
            (await client.ListClassesAsync("root/subscription", cancellationToken: Token)).Select(one => one.Name));
    }

    [Fact]
    public async Task Failures_are_the_faults_of_a_server()
    {
        await using var gate = await BridgeGate.StartAsync();
        using var client = gate.WsMan();
        using var direct = gate.Host.WsMan();
        foreach (var (uri, query, selectors) in new (string, string?, (string, string)[])[]
        {
            (Cimv2 + "Win32_Nothing", null, []),
            ("http://schemas.microsoft.com/wbem/wsman/1/wmi/root/nowhere/Win32_Process", null, []),
            (Cimv2 + "Win32_Process", null, [("Handle", "999999999")]),
            (Cimv2 + "Win32_Process", null, [("Hand", "1")]),
            (Cimv2 + "*", "SELECT * FROM", []),
            (Cimv2 + "*", "SELECT Nothing FROM Win32_Process", []),
            (Cimv2 + "*", "SELECT * FROM Win32_Nothing", []),
        })
        {
            var (expected, found) = (await AskAsync(direct), await AskAsync(client));
            Assert.Equal((expected.Subcode, expected.Detail, expected.Number), (found.Subcode, found.Detail, found.Number));

            Task<WsManFaultReply> AskAsync(WsManClient one) => FaultAsync(() => query is null && selectors.Length > 0
                ? one.GetElementAsync(new WsManResource(uri, [.. selectors.Select(selector => new Sekimori.WsMan.Addressing.Selector(
                    selector.Item1, selector.Item2))]), Token)
                : ElementsAsync(one, uri, query));
        }
    }

    [Fact]
    public async Task Shells_and_settings_are_refused_and_the_fault_says_why()
    {
        await using var gate = await BridgeGate.StartAsync();
        using var client = gate.WsMan();
        foreach (var work in (Func<Task>[])
        [
            () => client.OpenShellAsync(cancellationToken: Token), () => client.GetElementAsync(WsManResource.Config, Token)
        ])
        {
            var fault = await FaultAsync(work);
            Assert.Contains("reached by WMI", fault.Reason, StringComparison.Ordinal);
        }
        Assert.Equal("Sekimori", (await client.IdentifyAsync(Token)).ProductVendor);
    }

    [Fact]
    public async Task A_role_means_the_same_as_on_the_server()
    {
        await using var gate = await BridgeGate.StartAsync();
        using var reader = gate.WsMan("carol");
        Assert.NotEmpty(await ElementsAsync(reader, Cimv2 + "Win32_TimeZone"));
        await DeniedAsync(() => reader.InvokeAsync(
            new WsManResource(Cimv2 + "Win32_Process", [new("Handle", "1")]), "GetOwner", [], Token));
        using var @operator = gate.WsMan("bob");
        await DeniedAsync(() => @operator.DeleteAsync(new WsManResource(Subscription + "__EventFilter", [new("Name", "x")]), Token));
    }

    [Fact]
    public async Task A_class_and_a_method_that_the_policy_denies_are_denied_in_every_form()
    {
        await using var gate = await BridgeGate.StartAsync("""
            version: 1
            default: deny
            audit: yes
            rules:
              - { name: no processes are ended, target: dcom, method: [Terminate, Create], do: deny }
              - { name: no accounts, target: dcom, class: Win32_UserAccount, do: deny }
              - { name: alice, account: alice, target: dcom, do: allow }
            """);
        using var client = gate.WsMan();
        Assert.NotEmpty(await ElementsAsync(client, Cimv2 + "Win32_Group"));
        foreach (var name in (string[])["Win32_UserAccount", "win32_useraccount", "CIM_LogicalElement", "CIM_ManagedSystemElement"])
        {
            await DeniedAsync(() => ElementsAsync(client, Cimv2 + name));
            await DeniedAsync(() => ElementsAsync(client, Cimv2 + "*", $"SELECT * FROM {name}"));
            await DeniedAsync(() => ElementsAsync(client, Cimv2 + "Win32_Group", $"SELECT Name FROM {name}"));
        }
        await DeniedAsync(() => ElementsAsync(client, Cimv2 + "*", "ASSOCIATORS OF {Win32_Group.Domain='x',Name='root'}"));
        await DeniedAsync(() => client.GetClassAsync("root/cimv2", "WIN32_USERACCOUNT", Token));
        foreach (var name in (string[])["Win32_Process", "WIN32_PROCESS", "CIM_Process"])
            await DeniedAsync(() => client.InvokeAsync(
                new WsManResource(Cimv2 + name, [new("Handle", "999999")]), "terminate", [new("Reason", "1")], Token));
        // Nothing of it reached the host.
        Assert.DoesNotContain(await gate.Host.Host.StopAsync(), line => line.Contains("ExecMethod", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_another_caller_has_open_does_not_exist_and_no_target_is_read_through_another()
    {
        await using var gate = await BridgeGate.StartAsync(change: target => target.Name == "both"
            ? target with { IsWsManBridged = true, Rpc = RpcMode.Off, Outer = null, RpcInterfaces = [] } : target);
        using var alice = gate.WsMan();
        using var bob = gate.WsMan("bob");
        using var other = gate.WsMan("alice", "both");
        var context = await OpenAsync(alice);
        foreach (var client in (WsManClient[])[bob, other])
            Assert.Equal("InvalidEnumerationContext", (await FaultAsync(() => PullAsync(client, context))).Subcode);
        var answer = await PullAsync(alice, context);
        Assert.Contains(answer!.DescendantsAndSelf(), element => element.Name.LocalName == "Win32_Process");
    }

    [Fact]
    public async Task Without_ntlm_the_gate_gives_its_logon_to_nobody_who_has_no_ticket_for_it()
    {
        await using var gate = await BridgeGate.StartAsync(change: target =>
            target.Name == "dcom" ? target with { RpcNtlm = false } : target);
        using var client = gate.WsMan();
        var fault = await FaultAsync(() => ElementsAsync(client, Cimv2 + "Win32_TimeZone"));
        Assert.Contains("has no logon for it", fault.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(await gate.Host.Host.StopAsync(), line => line.Contains("\"type\":\"logon\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_port_that_is_not_listed_is_not_connected_to()
    {
        await using var gate = await BridgeGate.StartAsync(change: target =>
            target.Name == "dcom" ? target with { Ports = [new(135, 135)] } : target);
        using var client = gate.WsMan();
        var fault = await FaultAsync(() => ElementsAsync(client, Cimv2 + "Win32_TimeZone"));
        Assert.Contains("dcom", fault.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.62", fault.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_record_has_session_target_class_method_and_the_secret_is_nowhere()
    {
        await using var gate = await BridgeGate.StartAsync();
        using (var client = gate.WsMan("bob"))
            await client.InvokeAsync(new WsManResource(Cimv2 + "Win32_Process", [new("Handle", "1")]), "GetOwner", [], Token);
        var lines = await gate.LinesAsync();
        var call = Assert.Single(lines, line => Text(line, "method") == "GetOwner");
        Assert.Equal(["gateway", "bob", "dcom", "Win32_Process", "allow", "all"], [Text(call, "source"), Text(call, "account"),
            Text(call, "target_name"), Text(call, "class_name"), Text(call, "verdict"), Text(call, "policy_rule")]);
        Assert.Equal(["opened", "ended"], lines.Where(line => Text(line, "session") == Text(call, "session")
            && Text(line, "type") == "session").Select(line => Text(line, "name")));
        // The host knows the account of the vault, and the port of the gate.
        var inner = await gate.Host.Host.StopAsync();
        Assert.Contains(inner, line => line.Contains("ExecMethod", StringComparison.Ordinal)
            && line.Contains($"\"client_port\":{Text(call, "source_port")}", StringComparison.Ordinal)
            && line.Contains(InnerHost.User, StringComparison.Ordinal) && line.Contains("\"level\":6", StringComparison.Ordinal));
        foreach (var file in Directory.EnumerateFiles(gate.Gate.DataFolder, "*", SearchOption.AllDirectories))
            Assert.DoesNotContain(InnerHost.Secret, System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Token)),
                StringComparison.Ordinal);
    }

    private static async Task<WsManResource> ReferencesAsync(WsManClient client, string uri)
    {
        var answer = await client.ExchangeAsync(new Request(Actions.Enumerate, new WsManResource(uri, []))
        {
            Body = static xml =>
            {
                xml.WriteStartElement("n", "Enumerate", Namespaces.Enumeration);
                xml.WriteElementString("w", "OptimizeEnumeration", Namespaces.WsMan, null);
                xml.WriteElementString("w", "EnumerationMode", Namespaces.WsMan, "EnumerateEPR");
                xml.WriteEndElement();
            },
        }, static reader =>
        {
            reader.Enter();
            while (reader.NextChild())
            {
                if (reader.LocalName != "Items")
                {
                    reader.Skip();
                    continue;
                }
                reader.Enter();
                Assert.True(reader.NextChild());
                return Sekimori.WsMan.Addressing.EndpointReference.Read(reader, SoapLimits.Default);
            }
            return null;
        }, null, Token);
        return new(answer!.ResourceUri, answer.Selectors);
    }

    internal static async Task<List<string>> ElementsAsync(WsManClient client, string uri, string? query = null, int batch = 20)
    {
        var found = new List<string>();
        var options = new EnumerateOptions { Wql = query, BatchSize = batch };
        await foreach (var element in client.EnumerateElementsAsync(new WsManResource(uri, []), options, Token))
            found.Add(element.ToString());
        return found;
    }

    private static async Task<string> OpenAsync(WsManClient client)
    {
        var answer = await client.ExchangeAsync(new Request(Actions.Enumerate, new WsManResource(Cimv2 + "Win32_Process", []))
        {
            Body = static xml => xml.WriteElementString("n", "Enumerate", Namespaces.Enumeration, null),
        }, ElementReader.Read, null, Token);
        return answer!.Elements().Single(element => element.Name.LocalName == "EnumerationContext").Value;
    }

    private static Task<XElement?> PullAsync(WsManClient client, string context) => client.ExchangeAsync(
        new Request(Actions.Pull, new WsManResource(Cimv2 + "Win32_Process", []))
        {
            Body = xml =>
            {
                xml.WriteStartElement("n", "Pull", Namespaces.Enumeration);
                xml.WriteElementString("n", "EnumerationContext", Namespaces.Enumeration, context);
                xml.WriteEndElement();
            },
        }, ElementReader.Read, null, Token);

    private static async Task<WsManFaultReply> FaultAsync(Func<Task> work) => await Assert.ThrowsAsync<WsManFaultReply>(work);

    private static async Task DeniedAsync(Func<Task> work) => Assert.Equal("AccessDenied", (await FaultAsync(work)).Subcode);

    private static string? Member(XElement element, string name) =>
        element.Elements().SingleOrDefault(one => one.Name.LocalName == name)?.Value;

    private static string? Text(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.ToString() : null;
}
