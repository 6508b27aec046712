namespace Sekimori.Interop.WsMan;

/// <summary>masterzen's client in Go, which Terraform and Packer use.</summary>
[Trait("Peer", "go")]
public sealed class GoClientTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    internal const string Program = """
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

    [Theory]
    [InlineData("basic")]
    [InlineData("ntlm")]
    public async Task A_command_runs_with_input_output_and_exit_code(string scheme)
    {
        PeerProgram.Need("go", "golang-go");
        if (!Directory.Exists("/usr/share/gocode/src/github.com/masterzen/winrm"))
            Assert.Skip("The library is not here: install the package golang-github-masterzen-winrm-dev.");
        var folder = Directory.CreateTempSubdirectory("sekimori-go-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "main.go"), Program);
            var environment = new Dictionary<string, string>
            {
                ["GO111MODULE"] = "off", ["GOPATH"] = "/usr/share/gocode",
                ["GOCACHE"] = Path.Combine(Path.GetTempPath(), "sekimori-go-cache")
            };
            var built = await PeerProgram.RunAsync(
                "go", ["build", "-o", "client", "."], environment: environment, directory: folder.FullName);
            Assert.True(built.Code == 0, built.Errors);
            var server = fixture.Server.Https;
            var run = await PeerProgram.RunAsync(
                Path.Combine(folder.FullName, "client"),
                [server.Host, server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), "operator", WsManTestServer.Password,
                scheme]);
            Assert.True(run.Code == 0, run.Errors);
            Assert.Equal("\"from the input\\nfine\\n\" \"bad\\n\" 5 <nil>\n", run.Output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
