using Sekimori.Cim.Model;
using Sekimori.Client.WsMan;
using Sekimori.Client.WsMan.Shells;
using Sekimori.Interop.WsMan;
using Sekimori.Security.Credentials;

namespace Sekimori.Client.Tests.WsMan;

/// <summary>The client as a program uses it: a credential, instances with types, one command.</summary>
public sealed class TypedObjectTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Get_gives_an_instance_whose_values_have_the_types_of_its_class()
    {
        using var host = Client();
        var process = await host.GetAsync("Win32_Process", ("Handle", Environment.ProcessId.ToString()));
        Assert.Equal("Win32_Process", process.Class.Name);
        Assert.Equal(CimType.UInt32, process["ProcessId"].Type);
        Assert.Equal(Environment.ProcessId, process["ProcessId"].AsInt64);
        Assert.Equal(CimType.UInt64, process["WorkingSetSize"].Type);
        Assert.Equal(CimType.DateTime, process["CreationDate"].Type);
        Assert.Equal($"Win32_Process.Handle=\"{Environment.ProcessId}\"", process.ToString());
    }

    [Fact]
    public async Task Enumerate_gives_the_same_values_as_the_xml_of_the_answers()
    {
        using var host = Client();
        var raw = await host.ListElementsAsync(WsManResource.Parse("Win32_UserAccount"));
        var typed = await host.EnumerateAsync("Win32_UserAccount").ToListAsync();
        Assert.NotEmpty(typed);
        Assert.Equal(raw.Select(one => one.Elements().First(e => e.Name.LocalName == "SID").Value),
            typed.Select(one => one["SID"].AsString));
        Assert.All(typed, one => Assert.Equal(CimType.Boolean, one["Disabled"].Type));
        // The definition was asked for once; every instance has the same one.
        Assert.Single(typed.Select(one => one.Class).Distinct());
    }

    [Fact]
    public async Task Instances_of_subclasses_have_their_own_class()
    {
        using var host = Client();
        var names = await host.EnumerateAsync("CIM_Process").Select(one => one.Class.Name).Distinct().ToListAsync();
        Assert.Contains("Win32_Process", names);
        Assert.DoesNotContain("CIM_Process", names);
    }

    [Fact]
    public async Task A_query_gives_what_it_selects()
    {
        using var host = Client();
        var found =
            Assert.Single(await host.QueryAsync($"SELECT Name, ProcessId FROM Win32_Process WHERE ProcessId = {Environment.ProcessId}")
            .ToListAsync());
        Assert.Equal(Environment.ProcessId, found["ProcessId"].AsInt64);
        Assert.NotEmpty(found["Name"].AsString!);
    }

    [Fact]
    public async Task What_is_no_instance_of_cim_is_a_misuse_that_names_the_way_out()
    {
        using var host = Client(user: "admin");
        var failure = await Assert.ThrowsAsync<WsManClientException>(() => host.GetAsync(WsManResource.Config));
        Assert.Equal(WsManFailure.Misuse, failure.Failure);
    }

    [Fact]
    public async Task One_call_runs_a_command_and_returns_output_error_and_exit_code()
    {
        using var host = Client();
        Assert.Equal(new CommandResult(3, "out\n", "err\n"), await host.RunAsync("echo out; echo err >&2; exit 3"));
        Assert.StartsWith("Linux", (await host.RunAsync("uname -a")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_beyond_the_limit_of_memory_ends_the_command()
    {
        using var host = Client(new WsManClientOptions { Trust = ServerFixture.Anyone, MaxListBytes = 100_000 });
        var failure = await Assert.ThrowsAsync<WsManClientException>(() => host.RunAsync("yes"));
        Assert.Equal(WsManFailure.OverLimit, failure.Failure);
        Assert.Empty(await host.ListShellsAsync().ToListAsync());
    }

    [Fact]
    public async Task Wrong_passwords_and_wrong_names_have_their_reason_in_the_exception()
    {
        using var host = new WsManClient(
            fixture.Server.Https.ToString(), Credential.FromPassword("operator", "wrong"),
            new WsManClientOptions { Trust = ServerFixture.Anyone });
        Assert.Equal(WsManFailure.LogonRefused,
            (await Assert.ThrowsAsync<WsManClientException>(() => host.GetAsync("Win32_OperatingSystem"))).Failure);
        using var other = Client();
        Assert.Equal(WsManFailure.Fault, (await Assert.ThrowsAsync<WsManFaultReply>(() => other.GetAsync("Win32_Nonsense"))).Failure);
        Assert.Equal(WsManFailure.Misuse,
            Assert.Throws<WsManClientException>(() => new WsManClient("ftp://host", Credential.Anonymous)).Failure);
    }

    [Theory]
    [InlineData("alice", "alice")]
    [InlineData(@"LAB\alice", @"LAB\alice")]
    [InlineData("alice@lab.test", "alice@lab.test")]
    public void A_password_is_given_to_every_scheme_under_the_name_that_was_typed(string typed, string sent)
    {
        var options = new WsManClientOptions().With(Credential.FromPassword(typed, "secret"));
        Assert.Equal((sent, "secret"), (options.UserName, options.Password));
        Assert.NotNull(options.Initiator);
    }

    private WsManClient Client(WsManClientOptions? options = null, string user = "operator") =>
        new(fixture.Server.Https.ToString(), Credential.FromPassword(user, WsManTestServer.Password),
        options ?? new WsManClientOptions { Trust = ServerFixture.Anyone });
}
