using Sekimori.Dcom.Activation;
using Sekimori.Dcom.Objects;
using Sekimori.Dcom.Remote;
using Sekimori.Orpc.Tests;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Dcom.Tests;

/// <summary>What runs on the thread that reads from a connection: nothing whose time an object or a class decides.</summary>
public sealed class QuickOperationTests : IDisposable
{
    private readonly DcomHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_release_is_none_because_it_ends_objects()
    {
        var remUnknown = new RemUnknown(_host.Exporter);
        Assert.False(remUnknown.IsQuickOperation(5));
        Assert.All([3, 4, 6], opnum => Assert.True(remUnknown.IsQuickOperation(opnum)));
        Assert.False(remUnknown.IsQuick);
    }

    [Fact]
    public void An_activation_is_one_only_where_every_class_says_so()
    {
        var classes = new ClassRegistry();
        var one = new ComClass(Guid.NewGuid(), "Quick", (_, _) => new(new ComObject()), [IFinder.Info]) { IsQuick = true };
        classes.Add(one);
        RpcServerInterface[] served = [new ScmActivatorService(_host.Exporter, classes), new ActivationService(_host.Exporter, classes)];
        Assert.All(served, activator => Assert.True(activator.IsQuickOperation(4)));
        classes.Add(one with { Clsid = Guid.NewGuid(), IsQuick = false });
        Assert.All(served, activator => Assert.False(activator.IsQuickOperation(4)));
        Assert.False(_host.Scm.IsQuickOperation(4));
    }
}
