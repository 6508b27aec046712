using System.Security.Cryptography;
using System.Text;

namespace Sekimori.Gate.Gateway.Terminated;

/// <summary>
/// Requests of a command to read recordings, as files beside them: the server, which writes the audit log, records each one and answers by
/// another file. Who may write into the folder may read the key, too.
/// </summary>
internal sealed class ReadingRequests
{
    private const string Ask = ".ask", Ok = ".ok";

    // An account's name and a session's id.
    private const int LargestRequest = 1024;

    // More requests than commands can be at a time: the rest is not ours.
    private const int MostFiles = 1000;

    private readonly string _folder;

    /// <summary>The requests in a folder of recordings.</summary>
    public ReadingRequests(string recordings)
    {
        _folder = Path.Combine(recordings, "reading");
        NoteFile.CreateFolder(_folder);
    }

    /// <summary>Asks, and waits until the server has recorded it.</summary>
    /// <returns>False if it has not in time.</returns>
    public async Task<bool> AskAsync(string account, string session, TimeSpan within, CancellationToken cancellationToken)
    {
        var path = Path.Combine(_folder, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        NoteFile.Write(path + Ask, Encoding.UTF8.GetBytes($"{session} {account}"));
        try
        {
            for (var until = TimeProvider.System.GetUtcNow() + within; TimeProvider.System.GetUtcNow() < until;)
            {
                if (File.Exists(path + Ok)) return true;
                await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken).ConfigureAwait(false);
            }
            return false;
        }
        finally
        {
            File.Delete(path + Ask);
            File.Delete(path + Ok);
        }
    }

    /// <summary>Answers the requests that are there.</summary>
    /// <param name="record">Records one: the account, and the session.</param>
    public async Task AnswerAsync(Func<string, string, Task> record)
    {
        foreach (var path in Directory.EnumerateFiles(_folder, "*" + Ask).Take(MostFiles).ToList())
        {
            var words = NoteFile.Read(path, LargestRequest) is { } bytes ? Encoding.UTF8.GetString(bytes).Split(' ', 2) : [];
            File.Delete(path);
            if (words is not [var session, var account]) continue;
            await record(account, session).ConfigureAwait(false);
            NoteFile.Write(Path.ChangeExtension(path, Ok), []);
        }
    }
}
