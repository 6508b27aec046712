using System.Net;
using Sekimori.Gate.Gateway;
using Sekimori.Gate.Gateway.Follow;
using Sekimori.Gate.Settings;

namespace Sekimori.Server.Tests.Gateway;

/// <summary>Ports that are open for a minute: whose, how long, how many.</summary>
public sealed class PinholeTableTests
{
    private static readonly IPAddress Client = IPAddress.Parse("192.0.2.7");

    private readonly HeldClock _clock = new();
    private readonly PinholeTable _table;
    private readonly TargetHost _target = Host("dc1");

    public PinholeTableTests() => _table = new(_clock);

    [Fact]
    public void A_port_is_open_for_a_minute_and_a_further_answer_gives_it_another()
    {
        Assert.True(_table.TryOpen(_target, 49664, Client, null, out var isNew) && isNew);
        _clock.Pass(TimeSpan.FromSeconds(59));
        Assert.True(_table.IsOpen(_target, 49664, Client, null));
        Assert.True(_table.TryOpen(_target, 49664, Client, null, out isNew) && !isNew);
        _clock.Pass(TimeSpan.FromSeconds(59));
        Assert.True(_table.IsOpen(_target, 49664, Client, null));
        _clock.Pass(TimeSpan.FromSeconds(1));
        Assert.False(_table.IsOpen(_target, 49664, Client, null));
        Assert.False(_table.IsOpen(_target, 49664));
        _table.CloseOver();
        Assert.Equal(0, _table.Count);
    }

    [Fact]
    public void It_is_open_for_one_client_one_target_and_one_port()
    {
        _table.TryOpen(_target, 49664, Client, null, out _);
        Assert.False(_table.IsOpen(_target, 49664, IPAddress.Parse("192.0.2.8"), null));
        Assert.False(_table.IsOpen(_target, 49665, Client, null));
        Assert.False(_table.IsOpen(Host("dc1"), 49664, Client, null));
    }

    [Fact]
    public void A_client_that_asks_for_masses_loses_its_own_and_not_others()
    {
        var other = IPAddress.Parse("192.0.2.8");
        _table.TryOpen(_target, 1000, other, null, out _);
        for (var port = 2000; port < 12_000; port++)
        {
            _clock.Pass(TimeSpan.FromMicroseconds(1));
            Assert.True(_table.TryOpen(_target, port, Client, null, out _));
        }
        Assert.Equal(PinholeTable.MostOfClient + 1, _table.Count);
        Assert.True(_table.IsOpen(_target, 1000, other, null));
        Assert.True(_table.IsOpen(_target, 11_999, Client, null));
        Assert.False(_table.IsOpen(_target, 2000, Client, null));
    }

    [Fact]
    public void All_clients_together_have_a_limit()
    {
        for (var at = 0; at < PinholeTable.Most; at++)
            Assert.True(_table.TryOpen(_target, 49664, new IPAddress([10, 0, (byte)(at >> 8), (byte)at]), null, out _));
        Assert.False(_table.TryOpen(_target, 49664, Client, null, out _));
        _clock.Pass(TimeSpan.FromSeconds(60));
        _table.CloseOver();
        Assert.True(_table.TryOpen(_target, 49664, Client, null, out _));
    }

    private static TargetHost Host(string name) =>
        new(new GatewayTarget { Name = name, Address = "192.0.2.1", Ports = [new(1, 65535)] }, new GatewaySettings());

    private sealed class HeldClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Pass(TimeSpan time) => _ticks += time.Ticks;
    }
}
