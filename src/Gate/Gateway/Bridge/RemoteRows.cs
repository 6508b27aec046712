using Sekimori.Cim.Model;

namespace Sekimori.Gate.Gateway.Bridge;

/// <summary>
/// An enumeration at a target. Its first object is asked for when it is opened: what the target refuses is refused before anything is
/// answered. It ends with its token, whether it was read or not.
/// </summary>
internal sealed class RemoteRows : IAsyncEnumerable<CimInstance>, IAsyncEnumerator<CimInstance>
{
    private readonly IAsyncEnumerator<CimInstance> _source;
    private readonly Func<CimInstance, ValueTask<CimInstance>> _adopt;
    private readonly Func<Exception, CimException?> _translate;
    private readonly Action<int> _count;
    private readonly CancellationToken _ending;
    private CancellationTokenRegistration _registration;
    private CimInstance? _first, _current;
    private int _isBusy, _isClosed;
    private bool _isOver;

    private RemoteRows(IAsyncEnumerator<CimInstance> source, Func<CimInstance, ValueTask<CimInstance>> adopt,
        Func<Exception, CimException?> translate, Action<int> count, CancellationToken ending) =>
        (_source, _adopt, _translate, _count, _ending) = (source, adopt, translate, count, ending);

    /// <inheritdoc/>
    public CimInstance Current => _current!;

    /// <summary>Opens one whose first object may be long in coming.</summary>
    /// <inheritdoc cref="OpenAsync"/>
    public static RemoteRows Open(IAsyncEnumerable<CimInstance> rows, Func<CimInstance, ValueTask<CimInstance>> adopt,
        Func<Exception, CimException?> translate, Action<int> count, CancellationToken ending)
    {
        var opened = new RemoteRows(rows.GetAsyncEnumerator(ending), adopt, translate, count, ending);
        count(1);
        opened._registration = ending.UnsafeRegister(static rows => ((RemoteRows)rows!).End(), opened);
        return opened;
    }

    /// <summary>Opens it.</summary>
    /// <param name="rows">What the target answers.</param>
    /// <param name="adopt">Fits an object to its class, and asks the guard about it.</param>
    /// <param name="translate">What a failure of the target is for the caller.</param>
    /// <param name="count">Notes that it was opened (1), or has ended (-1).</param>
    /// <param name="ending">Ends it.</param>
    /// <exception cref="CimException">The target refuses, or the guard denies the first object.</exception>
    public static async Task<RemoteRows> OpenAsync(IAsyncEnumerable<CimInstance> rows, Func<CimInstance, ValueTask<CimInstance>> adopt,
        Func<Exception, CimException?> translate, Action<int> count, CancellationToken ending)
    {
        var opened = new RemoteRows(rows.GetAsyncEnumerator(ending), adopt, translate, count, ending);
        count(1);
        try
        {
            opened._first = await opened.ReadAsync().ConfigureAwait(false);
            opened._isOver = opened._first is null;
        }
        catch
        {
            await opened.CloseAsync().ConfigureAwait(false);
            throw;
        }
        if (opened._isOver) await opened.CloseAsync().ConfigureAwait(false);
        else opened._registration = ending.UnsafeRegister(static rows => ((RemoteRows)rows!).End(), opened);
        return opened;
    }

    /// <inheritdoc/>
    // Read once, by the door that has opened it.
    public IAsyncEnumerator<CimInstance> GetAsyncEnumerator(CancellationToken cancellationToken = default) => this;

    /// <inheritdoc/>
    public async ValueTask<bool> MoveNextAsync()
    {
        if (_first is { } first)
        {
            (_current, _first) = (first, null);
            return true;
        }
        if (_isOver) return false;
        _ending.ThrowIfCancellationRequested();
        if (Interlocked.Exchange(ref _isBusy, 1) != 0) throw new InvalidOperationException("the enumeration is being read, or has ended");
        try
        {
            _current = await ReadAsync().ConfigureAwait(false);
            _isOver = _current is null;
        }
        catch
        {
            _isOver = true;
            throw;
        }
        finally
        {
            Volatile.Write(ref _isBusy, 0);
            if (_isOver || _ending.IsCancellationRequested) await CloseAsync().ConfigureAwait(false);
        }
        return !_isOver;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _isOver = true;
        return CloseAsync();
    }

    private async Task<CimInstance?> ReadAsync()
    {
        try
        {
            if (!await _source.MoveNextAsync().ConfigureAwait(false)) return null;
        }
        catch (Exception failure) when (failure is not CimException && _translate(failure) is { } known)
        {
            throw known;
        }
        return await _adopt(_source.Current).ConfigureAwait(false);
    }

    // Where it is being read, the read ends by the same token, and closes it.
    private void End()
    {
        if (Interlocked.Exchange(ref _isBusy, 1) == 0) _ = CloseAsync().AsTask();
    }

    private async ValueTask CloseAsync()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0) return;
        try
        {
            await _source.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is CimException || failure is OperationCanceledException || _translate(failure) is not null)
        {
            // Nobody waits for it: what cannot be given back at the target is collected there.
        }
        finally
        {
            _count(-1);
            _registration.Unregister();
        }
    }
}
