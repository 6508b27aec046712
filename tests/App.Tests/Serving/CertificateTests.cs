using System.Diagnostics;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Serving;

[Trait("Size", "Large")]
public class CertificateTests
{
    [Fact]
    public async Task The_first_start_makes_a_certificate_that_the_next_one_keeps()
    {
        using var folder = new TemporaryFolder();
        string first;
        await using (var server = await ServeCommand.StartAsync(folder))
        {
            var (certificate, stream) = await Certificates.ShownAsync(server.HttpsPort);
            await using (stream)
            {
                Assert.True(stream.SslProtocol is SslProtocols.Tls12 or SslProtocols.Tls13);
                Assert.Equal(SslApplicationProtocol.Http11, stream.NegotiatedApplicationProtocol);
            }

            first = certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256);
            Assert.Contains(first, server.Command.Output, StringComparison.Ordinal);
            var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
            Assert.Contains("localhost", names.EnumerateDnsNames());
            Assert.Contains("127.0.0.1", names.EnumerateIPAddresses().Select(a => a.ToString()));
            Assert.Equal("1.3.6.1.5.5.7.3.1",
                certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages[0].Value);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("certificate.pem")));
        }

        await using var again = await ServeCommand.StartAsync(folder);
        Assert.Contains(first, again.Command.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_file_is_taken_up_and_a_broken_one_leaves_what_was()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("own.pem", Certificates.Pem("first", TimeSpan.FromDays(90)));
        await using var server = await ServeCommand.StartAsync(folder, "--certificate", file);
        Assert.Equal("CN=first", await Certificates.SubjectAsync(server.HttpsPort));

        File.WriteAllText(folder.File("next"), Certificates.Pem("second", TimeSpan.FromDays(90)));
        File.Move(folder.File("next"), file, overwrite: true);
        await BecomesAsync(server, "CN=second");
        await server.Command.WaitForAsync(c =>
            c.Error.Contains("loaded the changed certificate", StringComparison.Ordinal), "a line in the log");

        File.WriteAllText(file, "-----BEGIN CERTIFICATE-----\nnot one\n");
        await server.Command.WaitForAsync(c => c.Error.Contains("the old certificate stays", StringComparison.Ordinal), "a warning");
        Assert.Equal("CN=second", await Certificates.SubjectAsync(server.HttpsPort));

        // As ACME clients and Kubernetes do it: the link is turned to another file.
        folder.Write("third.pem", Certificates.Pem("third", TimeSpan.FromDays(90)));
        File.CreateSymbolicLink(folder.File("link"), "third.pem");
        File.Move(folder.File("link"), file, overwrite: true);
        await BecomesAsync(server, "CN=third");
    }

    [Fact]
    public async Task A_PFX_with_a_password_file_is_served_and_its_end_spoken_of_when_it_is_near()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("own.pfx"), Certificates.Pfx("pfx", "geheim", TimeSpan.FromDays(29.5)));
        folder.Write("password", "geheim\n");
        var settings = folder.Write("settings.yaml", "certificate: { file: own.pfx, password-file: password }\n");
        await using var server = await ServeCommand.StartAsync(folder, "--settings", settings);
        Assert.Equal("CN=pfx", await Certificates.SubjectAsync(server.HttpsPort));
        Assert.Contains("expires in 29 days", server.Command.Output, StringComparison.Ordinal);
        Assert.Contains($"the certificate {folder.File("own.pfx")} expires in 29 days", server.Command.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing", "contains no")]
    [InlineData(null, "no such file")]
    public async Task A_certificate_that_cannot_be_used_is_one_line_and_exit_code_2(string? content, string reason)
    {
        using var folder = new TemporaryFolder();
        var file = content is null ? folder.File("absent.pem") : folder.Write("own.pem", content);
        var (exitCode, _, error) = await Command.RunAsync(
            [.. ServeCommand.Arguments(ServeCommand.FreePorts(4), folder.Path), "--certificate", file]);
        Assert.Equal(2, exitCode);
        Assert.StartsWith($"sekimori: cannot use the certificate {file}: ", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
        if (content is null)
            Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    private static async Task BecomesAsync(ServeCommand server, string subject)
    {
        var until = Stopwatch.StartNew();
        while (await Certificates.SubjectAsync(server.HttpsPort) is var shown && shown != subject)
        {
            Assert.True(until.Elapsed < TimeSpan.FromSeconds(20), $"{shown} is still shown");
            await Task.Delay(200);
        }
    }
}
