using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Sekimori.Guard.Policy;
using Sekimori.Observations;

namespace Sekimori.Gate.Guarding;

/// <summary>
/// A watched policy file: a changed policy takes effect immediately; an invalid one is rejected with line and column, and the old one
/// stays.
/// </summary>
internal sealed class PolicyFile : IDisposable
{
    // Checking the time of a file is cheap, and detects a changed symbolic link too.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    // 100,000 rules of some hundred bytes each.
    private const int MaxBytes = 32 * 1024 * 1024;

    private readonly string _path;
    private readonly ILogger<PolicyFile> _logger;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private string _stamp;

    /// <summary>Reads the policy and starts to watch its file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="logger">Receives changes and rejections.</param>
    /// <param name="clock">The time.</param>
    /// <exception cref="PolicyException">It is not a policy.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public PolicyFile(string path, ILogger<PolicyFile> logger, TimeProvider clock)
    {
        (_path, _logger) = (path, logger);
        _stamp = FileStamp.Of(path);
        Holder = new(Read(out var sum));
        Sum = sum;
        _timer = clock.CreateTimer(_ => Look(), null, LookEvery, LookEvery);
    }

    /// <summary>The policy that holds now.</summary>
    public PolicyHolder Holder { get; }

    /// <summary>SHA-256 of the text in effect, in hexadecimal.</summary>
    public string Sum { get; private set; }

    /// <summary>Called with the changed or rejected policy, for the audit log. Runs on the timer.</summary>
    public Action<string>? Changed { get; set; }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        lock (_gate)
        {
            var stamp = FileStamp.Of(_path);
            if (stamp == _stamp) return;
            _stamp = stamp;
            try
            {
                var policy = Read(out var sum);
                Holder.Replace(policy);
                Sum = sum;
                _logger.PolicyLoaded(_path, policy.Document.Rules.Count);
                Changed?.Invoke($"{_path} loaded, SHA-256 {sum}");
            }
            catch (Exception wrong) when (wrong is PolicyException or IOException or UnauthorizedAccessException)
            {
                _logger.PolicyRejected(wrong.Message);
                Changed?.Invoke($"rejected, the old policy stays: {wrong.Message}");
            }
        }
    }

    private CompiledPolicy Read(out string sum)
    {
        using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.Length > MaxBytes) throw new IOException($"{_path} is larger than {MaxBytes} bytes");
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        sum = Convert.ToHexStringLower(SHA256.HashData(bytes));
        var document = PolicyReader.Read(_path, Encoding.UTF8.GetString(bytes), InterfaceCatalogue.Names);
        foreach (var (line, message) in PolicyLint.Check(document, InterfaceCatalogue.Names))
            _logger.PolicySuspicious(_path, line, message);
        return new(document);
    }
}
