using System.Globalization;
using Sekimori.App.Tests.Kit;

namespace Sekimori.Interop.WsMan;

/// <summary>masterzen's client in Go, which Terraform and Packer use.</summary>
[Trait("Peer", "go")]
public sealed class GoClientTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Program = """
        package main

        import (
        	"fmt"
        	"os"
        	"strconv"
        	"time"

        	"github.com/masterzen/winrm"
        )

        func main() {
        	port, _ := strconv.Atoi(os.Args[2])
        	endpoint := winrm.NewEndpoint(os.Args[1], port, true, true, nil, nil, nil, 60*time.Second)
        	parameters := *winrm.DefaultParameters
        	if os.Args[5] == "ntlm" {
        		parameters.TransportDecorator = func() winrm.Transporter { return &winrm.ClientNTLM{} }
        	}
        	client, err := winrm.NewClientWithParameters(endpoint, os.Args[3], os.Args[4], &parameters)
        	if err != nil {
        		panic(err)
        	}
        	// The library closes the input only after the command has ended: a command that waits for the end of its input would never do so.
        	out, errout, code, err := client.RunWithString("read line; echo $line; echo fine; echo bad >&2; exit 5", "from the input\n")
        	fmt.Printf("%q %q %d %v\n", out, errout, code, err)
        }
        """;

    /// <summary>What it prints where everything goes well.</summary>
    internal const string Output = "\"from the input\\nfine\\n\" \"bad\\n\" 5 <nil>\n";

    [Theory]
    [InlineData("basic")]
    [InlineData("ntlm")]
    public async Task A_command_runs_with_input_output_and_exit_code(string scheme)
    {
        using var folder = new TemporaryFolder();
        var client = await BuildAsync(folder.Path);
        var server = fixture.Server.Https;
        var run = await PeerProgram.RunAsync(
            client,
            [server.Host, server.Port.ToString(CultureInfo.InvariantCulture), "operator", WsManTestServer.Password, scheme]);
        Assert.True(run.Code == 0, run.Errors);
        Assert.Equal(Output, run.Output);
    }

    /// <summary>Builds the client, or skips the test.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <returns>The program; its arguments are host, port, user, password, and basic or ntlm.</returns>
    internal static async Task<string> BuildAsync(string folder)
    {
        PeerProgram.Need("go", "golang-go");
        if (!Directory.Exists("/usr/share/gocode/src/github.com/masterzen/winrm"))
            Assert.Skip("The library is not here: install the package golang-github-masterzen-winrm-dev.");
        await File.WriteAllTextAsync(Path.Combine(folder, "main.go"), Program, TestContext.Current.CancellationToken);
        var built = await PeerProgram.RunAsync("go", ["build", "-o", "client", "."], environment: new Dictionary<string, string>
        {
            ["GO111MODULE"] = "off", ["GOPATH"] = "/usr/share/gocode", ["GOCACHE"] = Path.Combine(Path.GetTempPath(), "sekimori-go-cache")
        }, directory: folder);
        Assert.True(built.Code == 0, built.Errors);
        return Path.Combine(folder, "client");
    }
}
