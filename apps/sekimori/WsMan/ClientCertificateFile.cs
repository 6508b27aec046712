using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sekimori.App.Terminal;

namespace Sekimori.App.WsMan;

/// <summary>
/// The client certificate of a WS-Management command, and the password of its key: from a file, the environment or a prompt; never from the
/// command line.
/// </summary>
internal static class ClientCertificateFile
{
    /// <summary>The environment variable for the key's password.</summary>
    private const string PasswordVariable = "SEKIMORI_KEY_PASSWORD";

    // A PEM file with a chain has about 10 KB.
    private const int MaxFileBytes = 1024 * 1024;

    private static readonly Option<string?> Certificate = new("--client-certificate")
    {
        Description = "Log on with this certificate: PEM or PFX.", HelpName = "FILE"
    };
    private static readonly Option<string?> Key = new("--client-key")
    {
        Description = "The certificate's key, if its PEM file does not contain it.", HelpName = "FILE"
    };
    private static readonly Option<string?> PasswordFile = new("--client-key-password-file")
    {
        Description =
            $"The first line of this file is the password of the key. Without this option, the password comes from {PasswordVariable} or " +
            $"a prompt.", HelpName = "FILE",
    };

    /// <summary>The options.</summary>
    public static IEnumerable<Option> Options => [Certificate, Key, PasswordFile];

    /// <summary>True if the command line names a certificate.</summary>
    public static bool IsGiven(ParseResult result) => result.GetValue(Certificate) is not null;

    /// <summary>The certificate that the options name; null if there is none.</summary>
    /// <exception cref="CommandException">It cannot be used.</exception>
    public static X509Certificate2? Read(ParseResult result) =>
        result.GetValue(Certificate) is { } file ? Read(file, result.GetValue(Key), result.GetValue(PasswordFile)) : null;

    private static X509Certificate2 Read(string file, string? key, string? passwordFile)
    {
        try
        {
            if (X509Certificate2.GetCertContentType(file) == X509ContentType.Pfx) return ReadPfx(file, passwordFile);
            if (!IsEncrypted(key ?? file)) return Import(X509Certificate2.CreateFromPemFile(file, key));
            var password = Password(key ?? file, passwordFile);
            return Unlocked(key ?? file, () => Import(X509Certificate2.CreateFromEncryptedPemFile(file, password, key)));
        }
        catch (Exception failure)
            when (failure is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new CommandException(ExitCode.Failed, $"cannot use the certificate {file}: {failure.Message.ReplaceLineEndings(" ")}",
                failure);
        }
    }

    private static X509Certificate2 ReadPfx(string file, string? passwordFile)
    {
        if (passwordFile is null && Environment.GetEnvironmentVariable(PasswordVariable) is null or "")
        {
            try
            {
                return X509CertificateLoader.LoadPkcs12FromFile(file, null);
            }
            catch (CryptographicException)
            {
                // It has a password, or is broken: with a password it shows which.
            }
        }

        var password = Password(file, passwordFile);
        return Unlocked(file, () => X509CertificateLoader.LoadPkcs12FromFile(file, password));
    }

    private static string Password(string file, string? passwordFile)
    {
        if (passwordFile is not null)
            return File.ReadLines(passwordFile).FirstOrDefault() is { Length: > 0 } line
                ? line
                : throw new CommandException(ExitCode.Failed, $"the file {passwordFile} contains no password");
        if (Environment.GetEnvironmentVariable(PasswordVariable) is { Length: > 0 } password) return password;
        if (Console.IsInputRedirected)
            throw new CommandException(ExitCode.Failed,
                $"the key in {file} has a password, and there is no terminal to prompt for it: use --client-key-password-file FILE, or " +
                $"set {PasswordVariable}");
        return PasswordPrompt.Ask($"Password of the key in {file}");
    }

    private static X509Certificate2 Unlocked(string file, Func<X509Certificate2> read)
    {
        try
        {
            return read();
        }
        catch (CryptographicException failure)
        {
            throw new CommandException(ExitCode.Failed, $"wrong password for the key in {file}", failure);
        }
    }

    // RFC 7468 11 and, older, OpenSSL's own header.
    private static bool IsEncrypted(string file)
    {
        if (new FileInfo(file) is { Exists: true, Length: > MaxFileBytes }) return false;
        var text = File.ReadAllText(file);
        return text.Contains("BEGIN ENCRYPTED PRIVATE KEY", StringComparison.Ordinal)
            || text.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal);
    }

    // A key from PEM must be imported again before TLS uses it.
    private static X509Certificate2 Import(X509Certificate2 pem)
    {
        using (pem) return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }
}
