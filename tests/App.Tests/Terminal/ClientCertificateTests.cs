using System.Security.Cryptography;
using Sekimori.App.Tests.Kit;

namespace Sekimori.App.Tests.Terminal;

/// <summary>
/// --client-certificate with a key that has a password: what is missing or wrong is one line, and the password never is on the command
/// line.
/// </summary>
[Trait("Size", "Large")]
public class ClientCertificateTests
{
    private const string Password = "Geheim-1234";

    [Theory]
    [InlineData("pfx", null, "--client-key-password-file")]
    [InlineData("pem", null, "--client-key-password-file")]
    [InlineData("pfx", "wrong", "wrong password for the key")]
    [InlineData("pem", "wrong", "wrong password for the key")]
    [InlineData("pem", "", "contains no password")]
    [InlineData("broken", null, "cannot use")]
    public async Task A_key_that_cannot_be_opened_is_one_line(string form, string? password, string said)
    {
        using var folder = new TemporaryFolder();
        var (exitCode, _, error) = await AskAsync(folder, form, password);
        Assert.Equal(2, exitCode);
        Assert.Contains(said, Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.DoesNotContain(Password, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pfx")]
    [InlineData("pem")]
    public async Task With_the_right_password_the_server_is_what_is_missing(string form)
    {
        using var folder = new TemporaryFolder();
        var (exitCode, _, error) = await AskAsync(folder, form, Password);
        Assert.NotEqual(0, exitCode);
        Assert.DoesNotContain("certificate", error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("password", error, StringComparison.OrdinalIgnoreCase);
    }

    private static Task<(int ExitCode, string Output, string Error)> AskAsync(TemporaryFolder folder, string form, string? password)
    {
        var file = Path.Combine(folder.Path, "client." + form);
        if (form == "pfx")
        {
            File.WriteAllBytes(file, Certificates.Pfx("alice", Password, TimeSpan.FromDays(2)));
        }
        else if (form == "pem")
        {
            var parts = Certificates.Pem("alice", TimeSpan.FromDays(2)).Split("-----END PRIVATE KEY-----\n");
            using var key = ECDsa.Create();
            key.ImportFromPem(parts[0] + "-----END PRIVATE KEY-----\n");
            File.WriteAllText(
                file, key.ExportEncryptedPkcs8PrivateKeyPem(
                Password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 10_000)) + "\n" + parts[1]);
        }
        else
        {
            File.WriteAllText(file, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        }

        string[] withPassword = password is null ? [] : ["--client-key-password-file", folder.Write("password", password + "\n")];
        // Nothing listens on port 1.
        return Command.RunAsync(
            ["wsman", "get", "https://127.0.0.1:1/wsman", "Win32_OperatingSystem", "--auth", "certificate", "--client-certificate", file,
            .. withPassword]);
    }
}
