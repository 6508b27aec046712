using Sekimori.Client.Wmi;
using Sekimori.Wmi;

namespace Sekimori.Server.Tests.Client.Wmi;

/// <summary>When a server is given up that answers, but not with rows.</summary>
public sealed class RowPaceTests
{
    private static readonly WmiClientOptions Options = new() { Timeout = TimeSpan.FromMilliseconds(200) };

    [Fact]
    public void More_rows_than_asked_for_are_no_answer() =>
        Assert.Equal(WmiFailure.Protocol, new RowPace(Options, isEvents: false).Take(11, WbemStatus.NoError)?.Failure);

    [Fact]
    public void Neither_rows_nor_an_end_are_no_answer()
    {
        Assert.Equal(WmiFailure.Protocol, new RowPace(Options, isEvents: false).Take(0, WbemStatus.NoError)?.Failure);
        Assert.Null(new RowPace(Options, isEvents: false).Take(0, WbemStatus.False));
    }

    [Fact]
    public async Task Rows_that_never_come_are_waited_for_as_long_as_a_call_and_events_for_ever()
    {
        var (rows, events) = (new RowPace(Options, isEvents: false), new RowPace(Options, isEvents: true));
        Assert.Null(rows.Take(0, WbemStatus.TimedOut));
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.Equal(WmiFailure.Timeout, rows.Take(0, WbemStatus.TimedOut)?.Failure);
        Assert.Null(events.Take(0, WbemStatus.TimedOut));
    }

    [Fact]
    public void More_is_asked_for_while_rows_come_and_less_where_they_are_slow()
    {
        var pace = new RowPace(Options, isEvents: false);
        Assert.Equal(2, pace.Count);
        Assert.Null(pace.Take(pace.Count, WbemStatus.NoError));
        Assert.Equal(10, pace.Count);
        for (var i = 0; i < 9; i++) Assert.Null(pace.Take(pace.Count, WbemStatus.NoError));
        Assert.Equal(100, pace.Count);
        Assert.Null(pace.Take(0, WbemStatus.TimedOut));
        Assert.Equal(25, pace.Count);
        Assert.Null(pace.Take(0, WbemStatus.TimedOut));
        Assert.Null(pace.Take(0, WbemStatus.TimedOut));
        Assert.Equal(1, pace.Count);
        Assert.Null(pace.Take(1, WbemStatus.NoError));
        Assert.Equal(2, pace.Count);
    }
}
