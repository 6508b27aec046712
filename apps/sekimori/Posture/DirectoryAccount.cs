using Sekimori.App.Terminal;
using Sekimori.Gate;
using Sekimori.Gate.Settings;
using Sekimori.Security.Credentials;
using Sekimori.Survey;
using Sekimori.Survey.Logon;

namespace Sekimori.App.Posture;

/// <summary>The account of a regular audit for targets "ldap://…", from the settings of the server.</summary>
internal static class DirectoryAccount
{
    // Active Directory allows 256 characters.
    private const int MaxPassword = 4096;

    /// <summary>The logon. The password is read each time, so that a new one needs no restart.</summary>
    /// <exception cref="CommandException">The file cannot be used; the message never contains the password.</exception>
    public static LogonOptions Read(PostureDirectorySettings settings)
    {
        if (settings.Keytab is { } keytab)
            return File.Exists(keytab)
                ? new(settings.User, new KerberosCredential { Principal = settings.User, Keytab = keytab })
                : throw new CommandException(ExitCode.Failed, $"posture: directory: keytab: {keytab} does not exist");
        return new(settings.User, PasswordCredential.Parse(settings.User, Password(settings.PasswordFile!),
            settings.Workstation ?? AuditLogon.UsualWorkstation));
    }

    /// <summary>How the directory is asked.</summary>
    public static SurveyOptions Survey(PostureDirectorySettings settings) =>
        new() { Authorities = RunCommand.Authorities(settings.Authorities) };

    private static string Password(string file)
    {
        try
        {
            if (SecretFile.IsOpenToOthers(file))
                throw new CommandException(ExitCode.Failed, $"posture: {file} is readable by other users: chmod 600 {file}");
            using var reader = new StreamReader(file);
            return reader.ReadLine() is { Length: > 0 and <= MaxPassword } password ? password
                : throw new CommandException(ExitCode.Failed, $"posture: the first line of {file} is no password");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Failed, $"posture: directory: password-file: {failure.Message}", failure);
        }
    }
}
