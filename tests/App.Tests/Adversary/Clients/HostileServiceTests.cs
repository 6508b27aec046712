using System.Diagnostics;
using System.Globalization;
using Sekimori.Adversary.Tests.Kit;
using Sekimori.App.Tests.Kit;
using Sekimori.Client.WsMan;

namespace Sekimori.Adversary.Tests.Clients;

/// <summary>Whatever a service sends to our client, and for however long: it ends with one line, and takes little memory.</summary>
[Trait("Size", "Large")]
public sealed class HostileServiceTests
{
    private const string Enumeration = "http://schemas.xmlsoap.org/ws/2004/09/enumeration";
    private const string Shell = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell";

    /// <summary>A command that asks for three objects takes about 90 MiB. What held all that it was sent took 2,100.</summary>
    private const long MostMemory = 400L << 20;

    private static readonly string Items = string.Concat(Enumerable.Range(0, 100).Select(n =>
        $"<p:Thing xmlns:p=\"x\"><p:Name>n{n}</p:Name><p:State>Running</p:State><p:Status>OK</p:Status><p:Handle>" +
        $"{n}</p:Handle><p:Caption>c</p:Caption><p:Version>1</p:Version>"
        + $"<p:Size>5</p:Size><p:Extra>{new string('x', 2000)}</p:Extra></p:Thing>"));

    [Theory]
    [InlineData("ITEMS objects", "wsman", "enumerate", "URL", "Win32_Thing", "--max-items", "ITEMS")]
    [InlineData("ITEMS objects", "wsman", "enumerate", "URL", "Win32_Thing", "--json", "--max-items", "ITEMS")]
    [InlineData("SIZE MiB", "cim", "query", "SELECT * FROM Win32_Thing", "--url", "URL", "--max-size", "SIZE")]
    [InlineData("16 MiB of memory", "wsman", "config", "URL", "--listeners", "--max-size", "16")]
    [InlineData("LIST MiB of memory", "wsman", "config", "URL", "--certificates", "--max-size", "LIST")]
    [InlineData("1000 objects", "shell", "list", "URL", "--max-items", "1000")]
    public async Task An_endless_Pull_ends_at_the_limit_that_was_set(string limit, params string[] line)
    {
        await using var service = HostileService.Of(request => request.Contains("Enumerate>", StringComparison.Ordinal)
            ? $"<n:EnumerateResponse xmlns:n=\"{Enumeration}\"><n:EnumerationContext>1</n:EnumerationContext></n:EnumerateResponse>"
            : $"<n:PullResponse " +
            $"xmlns:n=\"{Enumeration}\"><n:EnumerationContext>1</n:EnumerationContext><n:Items>{Items}</n:Items></n:PullResponse>");
        var (exitCode, error, most) = await MeasureAsync([.. line.Select(Word)]);
        Assert.Equal(2, exitCode);
        Assert.Contains($"answered with more than {string.Join(' ', limit.Split(' ').Select(Word))}", error, StringComparison.Ordinal);
        // On a slow machine it says each half minute how far it is.
        Assert.Single(error.TrimEnd().Split('\n'), said => !said.EndsWith(" s", StringComparison.Ordinal));
        Assert.True(most < MostMemory, $"it took {most >> 20} MiB");

        string Word(string word) => word switch
        {
            "URL" => service.Address.ToString(),
            "ITEMS" => Effort.Of(10_000, 100_000),
            "SIZE" => Effort.Of(30, 300),
            "LIST" => Effort.Of(32, 256),
            _ => word,
        };
    }

    [Fact]
    public async Task The_classes_of_an_endless_namespace_end_at_the_limit_of_a_list()
    {
        var classes = string.Concat(Enumerable.Range(0, 100)
            .Select(
            n =>
            $"<CLASS NAME=\"C{n}\">" +
            $"{string.Concat(Enumerable.Range(0, 20).Select(p => $"<PROPERTY NAME=\"P{p}\" TYPE=\"string\"/>"))}</CLASS>"));
        await using var service = HostileService.Of(request => request.Contains("Enumerate>", StringComparison.Ordinal)
            ? $"<n:EnumerateResponse xmlns:n=\"{Enumeration}\"><n:EnumerationContext>1</n:EnumerationContext></n:EnumerateResponse>"
            : $"<n:PullResponse " +
            $"xmlns:n=\"{Enumeration}\"><n:EnumerationContext>1</n:EnumerationContext><n:Items>{classes}</n:Items></n:PullResponse>");
        var (exitCode, error, most) = await MeasureAsync("cim", "classes", "--url", service.Address.ToString(), "--max-size", "100");
        Assert.Equal(2, exitCode);
        Assert.Contains("answered with more than 100 MiB of memory", error, StringComparison.Ordinal);
        Assert.True(most < MostMemory, $"it took {most >> 20} MiB");
    }

    [Fact]
    public async Task An_enumeration_that_neither_gives_nor_ends_is_given_up()
    {
        await using var service = HostileService.Of(_ =>
            $"<n:PullResponse xmlns:n=\"{Enumeration}\"><n:EnumerationContext>1</n:EnumerationContext></n:PullResponse>");
        using var client = new WsManClient(service.Address, new WsManClientOptions());
        var failure = await Assert.ThrowsAsync<WsManClientException>(async () => await client.ListElementsAsync(WsManResource.Query()));
        Assert.Equal(WsManFailure.Malformed, failure.Failure);
        Assert.Contains("contain no object and do not end it", failure.Message, StringComparison.Ordinal);
        Assert.InRange(service.Requests, 100, 110);
    }

    [Fact]
    public async Task A_running_command_of_which_a_service_says_without_end_that_it_has_no_output_is_given_up()
    {
        await using var service = HostileService.Of(
            request =>
            Shells(
            request,
            () =>
            $"<rsp:ReceiveResponse xmlns:rsp=\"{Shell}\"><rsp:CommandState State=\"" +
            $"{Shell}/CommandState/Running\"/></rsp:ReceiveResponse>"));
        var (exitCode, error, _) = await MeasureAsync("shell", service.Address.ToString(), "--", "true");
        Assert.Equal(2, exitCode);
        Assert.Contains("100 immediate answers report no output of a running command", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7", 7, null)]
    [InlineData("255", 255, null)]
    [InlineData("256", 255, "256 (0x100)")]
    [InlineData("3010", 255, "3010 (0xbc2)")]
    [InlineData("2147483648", 255, "2147483648 (0x80000000)")]
    [InlineData("-2146232576", 255, "-2146232576 (0x80131700)")]
    [InlineData("-1", 255, "-1 (0xffffffff)")]
    [InlineData("4294967296", 255, "4294967296;")]
    [InlineData("abc", 2, "exit code 'abc' is not a number")]
    [InlineData("", 2, "exit code '' is not a number")]
    [InlineData("0x0", 2, "exit code '0x0' is not a number")]
    public async Task A_code_that_was_not_0_never_becomes_0(string code, int wanted, string? named)
    {
        await using var service = HostileService.Of(
            request => Shells(request, () =>
            $"<rsp:ReceiveResponse xmlns:rsp=\"{Shell}\"><rsp:Stream Name=\"stdout\" CommandId=\"another\">Zm9yZWlnbgo=</rsp:Stream>"
            + $"<rsp:CommandState CommandId=\"another\" " +
            $"State=\"{Shell}/CommandState/Done\"><rsp:ExitCode>0</rsp:ExitCode></rsp:CommandState>"
            + $"<rsp:CommandState " +
            $"State=\"{Shell}/CommandState/Done\"><rsp:ExitCode>{code}</rsp:ExitCode></rsp:CommandState></rsp:ReceiveResponse>"));
        var (exitCode, output, error) = await App.Tests.Kit.Command.RunAsync("shell", service.Address.ToString(), "--", "x");
        Assert.Equal((wanted, ""), (exitCode, output));
        if (named is null) Assert.Equal("", error);
        else Assert.Contains(named, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_from_a_service_that_sends_output_without_end_is_broken_off()
    {
        using var folder = new TemporaryFolder();
        await using var service = HostileService.Of(request => Shells(request, () => Output(new string('x', 60_000))));
        var (exitCode, error, most) = await MeasureAsync("shell", "copy", service.Address.ToString(), ":/etc/hosts", folder.File("hosts"));
        Assert.Equal(2, exitCode);
        Assert.Contains("answered with more than 65536 bytes instead of a size or a checksum", error, StringComparison.Ordinal);
        Assert.True(most < MostMemory, $"it took {most >> 20} MiB");
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task A_file_that_has_more_bytes_than_was_said_is_not_written_on()
    {
        using var folder = new TemporaryFolder();
        await using var service = HostileService.Of(request => request.Contains("stat -Lc", StringComparison.Ordinal) ? Command("stat")
            : Shells(request, () => request.Contains("\"stat\"", StringComparison.Ordinal)
            ? Output("100000\n0000\n", isDone: true)
            : Output(new string('x', 60_000))));
        var (exitCode, error, _) = await MeasureAsync("shell", "copy", service.Address.ToString(), ":/etc/hosts", folder.File("hosts"));
        Assert.Equal(1, exitCode);
        Assert.Contains("it has more than its 100000 bytes", error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Output_without_end_passes_through_without_memory()
    {
        await using var service = HostileService.Of(request =>
            Shells(request, () => Output(string.Concat(Enumerable.Repeat("xxxxxxxxxxxxxxx\n", 12_000)))));
        await using var command = App.Tests.Kit.Command.Start("shell", service.Address.ToString(), "--", "yes");
        long most = 0;
        var wanted = Effort.IsLong ? 2000 : 50;
        for (var clock = Stopwatch.StartNew(); service.Requests < wanted && !command.Process.HasExited
            && clock.Elapsed < TimeSpan.FromMinutes(2);)
        {
            most = Math.Max(most, Memory(command.Process));
            await Task.Delay(50);
        }

        Assert.False(command.Process.HasExited, command.Error);
        Assert.True(service.Requests >= wanted, "it reads what is sent");
        Assert.InRange(most, 1, MostMemory);
    }

    [Theory]
    [InlineData("1000\r\n", 0x1000)]
    [InlineData("1;an-extension=" + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n", 1)]
    public async Task Chunks_without_end_are_broken_off_at_the_largest_answer(string head, int size)
    {
        var chunk = System.Text.Encoding.ASCII.GetBytes(head + new string(' ', size) + "\r\n");
        await using var service = new HostileService(async (stream, _, stop) =>
        {
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(HostileService.Head("Transfer-Encoding: chunked")), stop);
            while (true) await stream.WriteAsync(chunk, stop);
        });
        Assert.Equal(WsManFailure.Malformed, await FailAsync(service, TimeSpan.FromSeconds(30)));
    }

    [Theory]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n", "X-More: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n",
        "X-Trailer: xxxxxxxxxxxxxxxxxxxxx\r\n")]
    public async Task Headers_without_end_are_broken_off(string begin, string more)
    {
        await using var service = new HostileService(async (stream, _, stop) =>
        {
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(begin), stop);
            while (true) await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(more), stop);
        });
        Assert.Contains(await FailAsync(service, TimeSpan.FromSeconds(-13)),
            new[] { WsManFailure.Unreachable, WsManFailure.TimedOut, WsManFailure.Malformed });
    }

    [Fact]
    public async Task An_answer_that_trickles_ends_with_the_time_for_it()
    {
        await using var service = new HostileService(async (stream, _, stop) =>
        {
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(HostileService.Head("Content-Length: 100000")), stop);
            while (true)
            {
                await stream.WriteAsync(" "u8.ToArray(), stop);
                await Task.Delay(20, stop);
            }
        });
        var clock = Stopwatch.StartNew();
        // Two seconds: fifteen come on top for the way there and back.
        Assert.Equal(WsManFailure.TimedOut, await FailAsync(service, TimeSpan.FromSeconds(-13)));
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task An_item_that_is_larger_than_the_largest_answer_is_refused()
    {
        await using var service = HostileService.Of(_ => $"<p:Thing xmlns:p=\"x\"><p:Name>{new string('x', 700_000)}</p:Name></p:Thing>");
        Assert.Equal(WsManFailure.Malformed, await FailAsync(service, TimeSpan.FromSeconds(30)));
    }

    private static async Task<WsManFailure> FailAsync(HostileService service, TimeSpan timeout)
    {
        using var client = new WsManClient(service.Address, new WsManClientOptions { OperationTimeout = timeout });
        return (await Assert.ThrowsAsync<WsManClientException>(() => client.IdentifyAsync()).WaitAsync(TimeSpan.FromSeconds(60))).Failure;
    }

    private static string Shells(string request, Func<string> receive) =>
        request.Contains("<rsp:Receive", StringComparison.Ordinal) ? receive()
        : request.Contains("<rsp:CommandLine", StringComparison.Ordinal) ? Command("cat")
        : request.Contains("<rsp:Shell", StringComparison.Ordinal)
        ? $"<rsp:Shell xmlns:rsp=\"{Shell}\"><rsp:ShellId>1</rsp:ShellId></rsp:Shell>"
        : "";

    private static string Command(string id) =>
        $"<rsp:CommandResponse xmlns:rsp=\"{Shell}\"><rsp:CommandId>{id}</rsp:CommandId></rsp:CommandResponse>";

    private static string Output(string text, bool isDone = false) =>
        $"<rsp:ReceiveResponse xmlns:rsp=\"{Shell}\"><rsp:Stream " +
        $"Name=\"stdout\">{Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(text))}</rsp:Stream>"
        + $"<rsp:CommandState State=\"{Shell}/CommandState/{(isDone ? "Done" : "Running")}\">" +
        $"{(isDone ? "<rsp:ExitCode>0</rsp:ExitCode>" : "")}</rsp:CommandState></rsp:ReceiveResponse>";

    private static async Task<(int ExitCode, string Error, long Most)> MeasureAsync(params string[] line)
    {
        await using var command = App.Tests.Kit.Command.Start(line);
        long most = 0;
        var ended = command.EndAsync();
        while (await Task.WhenAny(ended, Task.Delay(20)) != ended) most = Math.Max(most, Memory(command.Process));
        return (await ended, command.Error, most);
    }

    // proc(5): the most that the process has had at a time.
    private static long Memory(Process process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process.Id}/status")
                .FirstOrDefault(one => one.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(
                line[6..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
