using System.Net;
using Sekimori.Guard.Connect;

namespace Sekimori.Guard.Tests;

public class AddressListTests
{
    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.255", true)]
    [InlineData("192.0.2.0/24", "192.0.3.0", false)]
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.6", false)]
    [InlineData("192.0.2.0/24", "::ffff:192.0.2.1", true)]
    [InlineData("0.0.0.0/0", "203.0.113.9", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("::/0", "2001:db8::1", true)]
    [InlineData("::/0", "203.0.113.9", false)]
    [InlineData("::/0", "::ffff:203.0.113.9", false)]
    [InlineData("2001:db8:1::/48", "2001:db8:1:ffff::1", true)]
    [InlineData("2001:db8:1::/48", "2001:db8:2::1", false)]
    [InlineData("fe80::/10", "fe80::1%3", true)]
    [InlineData("::1", "::1", true)]
    [InlineData("::1", "127.0.0.1", false)]
    [InlineData("10.0.0.0/8", "10.255.0.1", true)]
    [InlineData("10.128.0.0/9", "10.127.255.255", false)]
    public void A_block_contains_exactly_the_addresses_behind_its_prefix(string block, string address, bool expected) =>
        Assert.Equal(expected, AddressList.Parse(block).Contains(IPAddress.Parse(address)));

    [Theory]
    [InlineData("192.0.2.1/24", "after its prefix")]
    [InlineData("2001:db8::1/32", "after its prefix")]
    [InlineData("192.0.2.0/33", "prefix length")]
    [InlineData("192.0.2.0/-1", "prefix length")]
    [InlineData("192.0.2.0/", "prefix length")]
    [InlineData("192.0.2.0/ 8", "prefix length")]
    [InlineData("::/129", "prefix length")]
    [InlineData("10", "not an IPv4 or IPv6 address")]
    [InlineData("010.0.0.1", "not an IPv4 or IPv6 address")]
    [InlineData("10.1/16", "not an IPv4 or IPv6 address")]
    [InlineData("fe80::1%eth0", "not an IPv4 or IPv6 address")]
    [InlineData("example.org", "not an IPv4 or IPv6 address")]
    [InlineData("", "not an IPv4 or IPv6 address")]
    [InlineData("::ffff:192.0.2.1", "write 192.0.2.1")]
    public void What_is_no_block_is_refused_with_its_reason(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => AddressList.Parse(text)).Message);

    [Theory]
    [InlineData("127.0.0.1", ConnectVerdict.Admitted)]
    [InlineData("127.5.5.5", ConnectVerdict.Admitted)]
    [InlineData("::1", ConnectVerdict.Admitted)]
    [InlineData("::ffff:127.0.0.1", ConnectVerdict.Admitted)]
    [InlineData("192.0.2.1", ConnectVerdict.AddressNotAllowed)]
    [InlineData("::", ConnectVerdict.AddressNotAllowed)]
    internal void By_default_only_this_machine_is_let_in(string remote, ConnectVerdict expected) =>
        Assert.Equal(expected, ConnectRule.Default.Evaluate(IPAddress.Parse(remote)));

    [Fact]
    public void An_empty_list_lets_nobody_in() =>
        Assert.Equal(ConnectVerdict.AddressNotAllowed, new ConnectRule(new AddressList([])).Evaluate(IPAddress.Loopback));

    [Fact]
    public void The_local_transport_is_judged_by_its_file_permissions() =>
        Assert.Equal(ConnectVerdict.Admitted, ConnectRule.Default.Evaluate(null));
}
