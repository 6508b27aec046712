using Sekimori.Storage.Audit;

namespace Sekimori.Gate;

/// <summary>The audit log's database as named on a command line or in the settings.</summary>
internal static class AuditDatabases
{
    /// <summary>The database of a connection string, or of a file that contains one; null if neither is given.</summary>
    /// <exception cref="GateException">It cannot be used; the message never contains the string.</exception>
    public static AuditDatabase? Open(string? connection, string? file, int keepDays = 0, Action<Exception?>? changed = null)
    {
        if (connection is null && file is null) return null;
        try
        {
            return AuditDatabase.Parse(connection ?? Read(file!), keepDays, changed);
        }
        catch (FormatException wrong)
        {
            throw new GateException($"the audit log's database{(file is null ? "" : $" in {file}")}: {wrong.Message}", wrong);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new GateException($"the connection string of the audit log's database cannot be read: {wrong.Message}", wrong);
        }
    }

    private static string Read(string file)
    {
        if (SecretFile.IsOpenToOthers(file))
            throw new GateException($"{file} is readable by other users, and connection strings contain passwords: chmod 600 {file}");
        return File.ReadAllText(file);
    }
}
