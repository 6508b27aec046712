namespace Sekimori.WsMan.Shell;

/// <summary>What a client asks of a new shell ([MS-WSMV] 2.2.4.37 and 3.1.4.5.2).</summary>
public sealed record ShellOptions
{
    /// <summary>The shell's identity, the client's own where it sent one.</summary>
    public required Guid ShellId { get; init; }

    /// <summary>Where commands start; null for the home directory of the user.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Variables that the client adds to the environment, in its order. Names are checked: not empty, no '=' and no NUL.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>
    /// The code page of input and output, WINRS_CODEPAGE; 65001 is UTF-8 and needs no conversion. Others are the host's to refuse or to
    /// serve.
    /// </summary>
    public int CodePage { get; init; } = 65001;

    /// <summary>WINRS_NOPROFILE: the user's profile is not loaded.</summary>
    public bool NoProfile { get; init; }

    /// <summary>True if the client listed "stdin" among the input streams.</summary>
    public bool HasInput { get; init; } = true;
}
