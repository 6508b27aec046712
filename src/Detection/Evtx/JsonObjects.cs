namespace Sekimori.Detection.Evtx;

/// <summary>
/// Finds the outermost objects of a file, whatever is between them: the brackets and commas of an array, line ends, nothing. An object that
/// is broken or cut off does not affect other with it: reading continues with the next line that starts an object as far from the margin.
/// </summary>
internal sealed class JsonObjects(Stream file, EventReport report)
{
    /// <summary>Bytes of one object: an event has some KiB, a file that is one object with a list of events inside may have many.</summary>
    private const int ObjectLimit = 64 * 1024 * 1024;

    /// <summary>Bytes that are read again after broken objects: without a limit, lines of only "{" would take quadratic time.</summary>
    private const long AgainLimit = 4L * ObjectLimit;

    private byte[] _window = new byte[64 * 1024];
    private int _start, _at, _held;
    private int _margin, _startMargin;
    private bool _isMargin = true;
    private long _line = 1, _again;

    /// <summary>The line in which the object starts.</summary>
    public long Line { get; private set; }

    /// <summary>The first thing that was wrong; null if nothing was.</summary>
    public string? Fault { get; private set; }

    /// <summary>Finds the next object. Its bytes hold until the next call.</summary>
    public bool Next(out ReadOnlyMemory<byte> bytes)
    {
        while (FindStart())
        {
            if (FindEnd(out var fault))
            {
                bytes = _window.AsMemory(_start, _at - _start);
                return true;
            }
            Broken(fault);
        }
        bytes = default;
        return false;
    }

    /// <summary>Gives the object up that was found last.</summary>
    /// <param name="why">The problem.</param>
    public void Broken(string why)
    {
        report.Unreadable++;
        Note($"the object in line {Line} {why}");
        _again += _at - _start;
        if (_again > AgainLimit) return;
        (_at, _line, _isMargin) = (_start, Line, false);
        while (Peek(out var letter))
        {
            if (_isMargin && letter == '{' && _margin == _startMargin) return;
            Move(letter);
            _start = _at;
        }
    }

    private void Note(string sentence)
    {
        Fault ??= sentence;
        report.Note(sentence);
    }

    private bool FindStart()
    {
        var isStray = false;
        while (true)
        {
            _start = _at;
            if (!Peek(out var letter)) return false;
            switch (letter)
            {
                case (byte)'{':
                    (Line, _startMargin) = (_line, _margin);
                    return true;
                // A byte order mark, a record separator (RFC 7464), and what arrays and lines are made of.
                case (byte)'[' or (byte)']' or (byte)',' or (byte)'\r' or (byte)'\n' or (byte)' ' or (byte)'\t' or 0x1e or 0xef or 0xbb
                    or 0xbf:
                    break;
                default:
                    if (!isStray) Note($"line {_line}: not an object");
                    isStray = true;
                    break;
            }
            Move(letter);
        }
    }

    private bool FindEnd(out string fault)
    {
        var depth = 0;
        bool isText = false, isEscaped = false;
        while (Peek(out var letter))
        {
            if (_at - _start >= ObjectLimit)
            {
                fault = $"has more than {ObjectLimit / (1024 * 1024)} MiB";
                return false;
            }
            Move(letter);
            if (isEscaped) isEscaped = false;
            else if (letter == '"') isText = !isText;
            else if (isText) isEscaped = letter == '\\';
            else if (letter is (byte)'{' or (byte)'[') depth++;
            else if (letter is (byte)'}' or (byte)']' && --depth == 0)
            {
                fault = "";
                return true;
            }
        }
        fault = "is not terminated";
        return false;
    }

    private void Move(byte letter)
    {
        _at++;
        if (letter == '\n') (_line, _margin, _isMargin) = (_line + 1, 0, true);
        else if (_isMargin && letter is (byte)' ' or (byte)'\t') _margin++;
        else _isMargin = false;
    }

    private bool Peek(out byte letter)
    {
        letter = 0;
        if (_at == _held && !Fill()) return false;
        letter = _window[_at];
        return true;
    }

    /// <summary>Reads on; what precedes the object is abandoned.</summary>
    private bool Fill()
    {
        if (_start > 0)
        {
            _window.AsSpan(_start, _held - _start).CopyTo(_window);
            _at -= _start;
            _held -= _start;
            _start = 0;
        }
        if (_held == _window.Length) Array.Resize(ref _window, _window.Length * 2);
        var got = file.Read(_window, _held, _window.Length - _held);
        _held += got;
        return got > 0;
    }
}
