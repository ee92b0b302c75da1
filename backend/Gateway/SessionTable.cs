using System.Diagnostics.CodeAnalysis;

namespace Fachwerk.Backend.Gateway;

/// <summary>
/// All active controllers as this node knows them, in pages of an array: their numbers are given one after the other.
/// A look-up allocates nothing, locks nothing and asks nobody.
/// </summary>
internal sealed class SessionTable
{
    private const int PageBits = 12;
    private const int PageMask = (1 << PageBits) - 1;

    private readonly Lock _writing = new();
    private ControllerSession?[]?[] _pages = [];
    private int _count;

    /// <summary>Controllers known.</summary>
    public int Count => Volatile.Read(ref _count);

    public bool TryFind(uint controller, [MaybeNullWhen(false)] out ControllerSession session)
    {
        var pages = Volatile.Read(ref _pages);
        var page = controller >> PageBits;
        session = page < (uint)pages.Length && pages[page] is { } found
            ? Volatile.Read(ref found[controller & PageMask])
            : null;
        return session is not null;
    }

    public void Put(ControllerSession session)
    {
        lock (_writing)
        {
            ref var place = ref PlaceOf(session.Number);
            _count += place is null ? 1 : 0;
            Volatile.Write(ref place, session);
        }
    }

    public void Remove(uint controller)
    {
        lock (_writing)
        {
            if (!TryFind(controller, out _))
                return;
            Volatile.Write(ref PlaceOf(controller), null);
            _count--;
        }
    }

    private ref ControllerSession? PlaceOf(uint controller)
    {
        var page = (int)(controller >> PageBits);
        if (page >= _pages.Length)
        {
            var more = new ControllerSession?[]?[Math.Max(page + 1, _pages.Length * 2)];
            _pages.CopyTo(more, 0);
            Volatile.Write(ref _pages, more);
        }

        if (_pages[page] is null)
            Volatile.Write(ref _pages[page], new ControllerSession?[1 << PageBits]);
        return ref _pages[page]![controller & PageMask];
    }
}
