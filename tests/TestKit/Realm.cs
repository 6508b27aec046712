using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Sekimori.TestKit;

/// <summary>
/// The Kerberos realm of <c>tests/realm</c>: a Samba AD DC on 127.0.0.1, shared by everything that runs on this machine, so never stopped
/// from here. Using it points the native Kerberos library of this process at the realm.
/// </summary>
public static partial class Realm
{
    /// <summary>The administrator's password.</summary>
    public const string Password = "Passw0rd.Lab1";

    private static readonly Lazy<string?> s_missing = new(Begin);

    /// <summary>Why the realm is not available here; null if it is. Starts it where it is not running.</summary>
    public static string? MissingReason => s_missing.Value;

    /// <summary>The DC's smb.conf, which Samba's tools want.</summary>
    public static string SmbConf =>
        Path.Combine(Environment.GetEnvironmentVariable("SAMBA_DC_DIR") ?? Path.Combine(Path.GetTempPath(), "samba-dc"), "etc/smb.conf");

    /// <summary>The file that tells Kerberos clients where the realm is; null if the tests do not run from a clone.</summary>
    public static string? Settings => Folder is { } folder ? Path.Combine(folder, "krb5.conf") : null;

    // tests/realm, found upwards from the test's own binary.
    private static string? Folder
    {
        get
        {
            for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            {
                var folder = Path.Combine(at.FullName, "tests", "realm");
                if (File.Exists(Path.Combine(folder, "dc"))) return folder;
            }

            return null;
        }
    }

    /// <summary>Lets clocks differ by this many seconds only (Kerberos has 300), for the rest of this process.</summary>
    /// <param name="file">Where to write that.</param>
    /// <param name="seconds">How many.</param>
    public static void AllowClockSkew(string file, int seconds)
    {
        File.WriteAllText(file, $"[libdefaults]\n  clockskew = {seconds}\n");
        // Of several files, the first that says something counts.
        SetEnvironment("KRB5_CONFIG", $"{file}:{Settings}", 1);
    }

    /// <summary>Writes the keys of services into a new keytab.</summary>
    /// <param name="path">The keytab.</param>
    /// <param name="principals">As "host/dc1.lab.test".</param>
    public static void ExportKeytab(string path, params string[] principals)
    {
        foreach (var principal in principals)
            Run("samba-tool", "", "domain", "exportkeytab", path, $"--principal={principal}", "-s", SmbConf);
    }

    /// <summary>
    /// Gets a ticket, for granting tickets where nothing else is said, as kinit does, into a new cache; gives the cache's name.
    /// </summary>
    public static string GetTicket(
        string path, string user = "Administrator", string password = Password, string lifetime = "1h", string service = "krbtgt/LAB.TEST")
    {
        Run("kinit", password + "\n", "-l", lifetime, "-S", service, "-c", $"FILE:{path}", $"{user}@LAB.TEST");
        return $"FILE:{path}";
    }

    /// <summary>Runs a program of the realm and gives what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed; what it said.</exception>
    public static string Run(string program, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true
        };
        start.Environment["KRB5_CONFIG"] = Settings;
        using var process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        if (!process.WaitForExit(TimeSpan.FromMinutes(1))) process.Kill();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program}: {error.Result}{output}");
    }

    private static string? Begin()
    {
        if (Folder is not { } folder) return "tests/realm is not here";
        foreach (var tool in (string[])["samba", "samba-tool", "kinit"])
        {
            if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(path => File.Exists(Path.Combine(path, tool))))
                return $"{tool} is not installed";
        }

        if (!Environment.IsPrivilegedProcess) return "the realm needs root";
        try
        {
            // The DC that it may have to start keeps standard output for itself: nothing of it is read.
            using var script = Process.Start(
                new ProcessStartInfo("sh", ["-c", "\"$0\" start >/dev/null 2>&1 </dev/null", Path.Combine(folder, "dc")]))!;
            if (!script.WaitForExit(TimeSpan.FromMinutes(2)) || script.ExitCode != 0) return "tests/realm/dc start failed";
        }
        catch (Exception failure) when (failure is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return failure.Message;
        }

        // The native library reads the native environment, which .NET's own setter does not change.
        SetEnvironment("KRB5_CONFIG", Path.Combine(folder, "krb5.conf"), 1);
        return null;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
