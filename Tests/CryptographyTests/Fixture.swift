import Testing

/// Keys and certificates that stay the same from run to run.
///
/// None of them guards anything.
enum Fixture {
    /// The RSA key of RFC 7515 appendix A.2, as PKCS #8.
    static let rsaKeyPEM = """
        -----BEGIN PRIVATE KEY-----
        MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCh+BYK4uPJtGXO
        jS1lYmM2K5J9vinh8CR3/BYlzJChNuOL2TSXxbbqY913EeZ8dCn5VrD7io8ImtxL
        aYk8wTM/U+3QGbh3hCUv7JFP5IV3aVlL6kKA0ywPVb9ilE8TA5a8bpvfbr3SvaNn
        juygxmj3AbONv/s4yDQs4v5tJ/reSlpIdJed1LnPmt7Ex1sFhSwsD174pcF1A5L5
        ROjtZMEQxrZHYJqkeDrrnGya11UxMFBji4NmXG9veoKjlnAqH2QbgtPr8jkiGUkf
        toaHLFcW9Qr4NY2ai50Xw0Byj3+H2JoY2PyrZ62EWQwuz3WTOTY8BwNNb2BvniHg
        VFbK5emhAgMBAAECggEAEq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyW
        PEAeP88vLNO97IjlA7/GQ5sLKMgvfTeXZx9SE+7YwVol2NXOoAJe46sui395IW/G
        O+pWJ1O0BkTGoVEn2bKVRUCgu+GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzj
        kn439X0M/V51gfpRLI9JYanrC4D4qAdGcopV/0ZHHzQlBjudU2QvXt4ehNYTCBr6
        XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl/x/jTj3ccPDVZFD9pIuhLhBOneufuBiB
        4cS98l2SR/RQyGWSeWjnczT0QU91p1DhOVRuOopznQKBgQDgHMQQ60imZV1URk0K
        pLttoLhyt3SmqdEf/kgHePDdtzEafpAu+cS191R2JiuoF2yzWXnwFDcqGigp5BNr
        0AHQfD8/Lk8l1Mk09jxxCfui5nYooNyac8YFjm3vItzVCVDnEd3BbVWG8qf6deqE
        lMGAg+C2V0L4oNXnP7LZcPAZRwKBgQC5A8R+CZW2MvRTLLHzwZkUXV866cff7tx6
        kqa0finGG0KgeqlaZPxgCZnFp7AeAcCMtiynVlJ7vMVgePsLq6XtON4tB5kP9jAP
        rq3rbAOal78eUH5OcED6eNuCV8ixEu1eWcPNCS/l1OW1EnXUEoEHKl54Xrrz2uNw
        kgMTP1FZ1wKBgAcCn1dwJKufzBWQxWQp1vsM5fggqPN1qGb5y0MAk3g7/Ls5bkUp
        5u9SN0Ai3Ya6hNnvWJMb7sXQX6U/zyO2M/hTip7tUeh7CXgwo59dkpN75gJLVds2
        9+DAncu3KXU4f2Fa+7bLNrur53k8KwPOq2bbuTG69QtV7Jr5MR0AHWKNAoGBAIf/
        evpitUf+4JYbLpvNXWcY052Mpz22aR84mY3nh3F2LF2mjMJDpTg7FmuyPcVw6EcG
        yoAe9fa65iNqCq+jdw6PVNGo2hxfjSiZ8IIzHdsPXI89//pMjZcQK9r+CCoRjaZj
        OYiIDktVWZzmevJuv6WywUqd57LE3Zar3dLSIkx1AoGAIYd7DHOhrWvxkwPQsRM2
        tOgrjbcrfvtQJipd+DlcxyVuuM9sQLdgjVk2oy26F0EmpScGLq2MowX7fhd/QJQ3
        ydy5cY7YIBi87w93IKLEdfnbJtoOPLUW0ITrJReOgo1cq9SbsxYawBgfp/gh6A56
        03k2+ZQwVK0JKSHuLFkuQ3U=
        -----END PRIVATE KEY-----
        """

    /// The same key as PKCS #1.
    static let rsaKeyPKCS1PEM = """
        -----BEGIN RSA PRIVATE KEY-----
        MIIEowIBAAKCAQEAofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd/wWJcyQoTbji9k0
        l8W26mPddxHmfHQp+Vaw+4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL+yRT+SFd2lZS+pC
        gNMsD1W/YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb/7OMg0LOL+bSf63kpaSHSX
        ndS5z5rexMdbBYUsLA9e+KXBdQOS+UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uD
        Zlxvb3qCo5ZwKh9kG4LT6/I5IhlJH7aGhyxXFvUK+DWNmoudF8NAco9/h9iaGNj8
        q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQIDAQABAoIBABKucaRpzQorw35S
        bEUAVx8dYXUdZOlJcHtiWQ+dC6V8ljxAHj/PLyzTveyI5QO/xkObCyjIL303l2cf
        UhPu2MFaJdjVzqACXuOrLot/eSFvxjvqVidTtAZExqFRJ9mylUVAoLvhowVWmC1O
        n95fZCXxTUtxNEG1Xcc7m0rtzJKs45J+N/V9DP1edYH6USyPSWGp6wuA+KgHRnKK
        Vf9GRx80JQY7nVNkL17eHoTWEwga+lwi0FEoW9Y7lDtWXYmKBWhUE+U8PGxlJf8f
        40493HDw1WRQ/aSLoS4QTp3rn7gYgeHEvfJdkkf0UMhlknlo53M09EFPdadQ4TlU
        bjqKc50CgYEA4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH/5IB3jw3bcxGn6QLvnE
        tfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw/Py5PJdTJNPY8cQn7ouZ2KKDcmnPG
        BY5t7yLc1QlQ5xHdwW1VhvKn+nXqhJTBgIPgtldC+KDV5z+y2XDwGUcCgYEAuQPE
        fgmVtjL0Uyyx88GZFF1fOunH3+7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYs
        p1ZSe7zFYHj7C6ul7TjeLQeZD/YwD66t62wDmpe/HlB+TnBA+njbglfIsRLtXlnD
        zQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdcCgYAHAp9XcCSrn8wVkMVkKdb7
        DOX4IKjzdahm+ctDAJN4O/y7OW5FKebvUjdAIt2GuoTZ71iTG+7F0F+lP88jtjP4
        U4qe7VHoewl4MKOfXZKTe+YCS1XbNvfgwJ3Ltyl1OH9hWvu2yza7q+d5PCsDzqtm
        27kxuvULVeya+TEdAB1ijQKBgQCH/3r6YrVH/uCWGy6bzV1nGNOdjKc9tmkfOJmN
        54dxdixdpozCQ6U4OxZrsj3FcOhHBsqAHvX2uuYjagqvo3cOj1TRqNocX40omfCC
        Mx3bD1yPPf/6TI2XECva/ggqEY2mYzmIiA5LVVmc5nrybr+lssFKneeyxN2Wq93S
        0iJMdQKBgCGHewxzoa1r8ZMD0LETNrToK423K377UCYqXfg5XMclbrjPbEC3YI1Z
        NqMtuhdBJqUnBi6tjKMF+34Xf0CUN8ncuXGO2CAYvO8PdyCixHX52ybaDjy1FtCE
        6yUXjoKNXKvUm7MWGsAYH6f4IegOetN5NvmUMFStCSkh7ixZLkN1
        -----END RSA PRIVATE KEY-----
        """

    /// A certificate for that key, made with `openssl req -x509`.
    static let certificatePEM = """
        -----BEGIN CERTIFICATE-----
        MIIC9DCCAdygAwIBAgIBBzANBgkqhkiG9w0BAQsFADASMRAwDgYDVQQDDAdGaXh0
        dXJlMCAXDTI2MTEyMzA2MTcwOVoYDzIxMjYxMDMwMDYxNzA5WjASMRAwDgYDVQQD
        DAdGaXh0dXJlMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAofgWCuLj
        ybRlzo0tZWJjNiuSfb4p4fAkd/wWJcyQoTbji9k0l8W26mPddxHmfHQp+Vaw+4qP
        CJrcS2mJPMEzP1Pt0Bm4d4QlL+yRT+SFd2lZS+pCgNMsD1W/YpRPEwOWvG6b3269
        0r2jZ47soMZo9wGzjb/7OMg0LOL+bSf63kpaSHSXndS5z5rexMdbBYUsLA9e+KXB
        dQOS+UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6/I5
        IhlJH7aGhyxXFvUK+DWNmoudF8NAco9/h9iaGNj8q2ethFkMLs91kzk2PAcDTW9g
        b54h4FRWyuXpoQIDAQABo1MwUTAdBgNVHQ4EFgQUMxiIj6e/g5DN3tNdVInpUWMZ
        2tkwHwYDVR0jBBgwFoAUMxiIj6e/g5DN3tNdVInpUWMZ2tkwDwYDVR0TAQH/BAUw
        AwEB/zANBgkqhkiG9w0BAQsFAAOCAQEACOHRgzUXSy7xUgtjojAlPHxZ6q8+UYLN
        h0MuQjiUSQOK/r5aEJRyJ5mAn7Dg4cAUYxvbOdyeJJyJmsEqUfrjBVmSQcRIwJMA
        IWZyh4fs1NODqRQq+tjdC2/StOxIt9V5NTnJGPtCjN1jjF8wudrmzCGY+pdU+r5v
        SPyKawS9SAMc1bYeERARk0VtWYngbFyhi1tmR62xvooGw7zGA2iJHQ+8mES3fj+/
        V6tYR8tCpujxgMAHpidbqQ0Gxy5WmatuY7YmLqKMbG4FAVCYEq0LvDz+UR7o3+LD
        wy1cnsMZ5jKO7pMOSKdKQo/5WxDyqTeAAmpTiSqxQEXhC2QaduQEtA==
        -----END CERTIFICATE-----
        """

    /// The same key under a passphrase.
    static let encryptedKeyPEM = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIIFLTBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQIwcFBQsg+uMICAggA
        MAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUDBAECBBD/gsPzCu0GZAckdXL7pOSaBIIE
        0GelA/rqX6Hh8egZXCYx6GvplpHhGUXcFxDNBX2jekpZeBe2Mj6sWnk1RxMOdfqM
        QQRo2GfvbBT/fr9o4v9kVtHRWF1beTw5KqfYfa9st6GjOHP4bgt6kfr+ko/GdRhP
        Ju9AUVAvKqlmkeehby3NDwYmAsyYvupogi7Yz2I+JFe409ii7Ic9Nmi4e0HG+2Ou
        +RbdRLSSgqX8KKcmkHTf8eMrnhTVF3KA/FOkRPit8byVDtIs1wvVEXZ+1KmzB5yw
        35glZOrF4fbUcuSJ518nXZDn1mE1T3lurokeUU5lWotwZN1oVu7fv4gyeof7/G50
        V9qUs1uU8E7ZUzS8Hma0J9mss4ut3kkCg8iZvjh67YL7sO1cgsDQMhrxmkqRho2B
        P8E8rcmkawrQEEMtrKanOHfwqM8m3ULGpHlyuAVKAA6mJma+xd644vcx6dkp6D71
        qdf9uKQQcwAg2lTtgPhJCba/2QRDwMHUJhqQCRt34ZOHyR/B2oqSYbVdFtguZdxA
        SZ2YT/+93SvrvxD1mK2JS6L6K2aowieh4c9u+It8sFAmGoTrjaHeD9ZLnt3tC6kj
        5h1thX/wcLq+iuD8RZcc1SqU57bS43yPyN79VAqwNIN7mdpiAchr4dHneruu33r9
        hzkLBooU4YvleYxWBbYV0Vibn0prQkJEJVemIzo/skTajt38CO4lZGXg5vgbO5Ap
        TYxj/3dkfi3cWcijC6zvDIivfipNVEeaqzh5XSGbeCrSrMfD+OoP1HSY8yDyD3Jf
        74M6TcIWx90z3hOcxMi3rbTh9et8gKjDtCo8b8NLtg314/O8GEGvDD3FI+80GurP
        WGqT/H+T2EtqLCCgNEbG63qt9EzLPkScs7DoU0lpuubPzsX3b9p6RDOB4aKSrCg6
        n8riB4dau57X/TbObMClMzfespHk+A81ERl3JYri9Oo+wdCH2fOq6X6TQDKqj3GC
        VD51ZN1576JHiyz57HSxEnZOfYZ1QF4I6sCMYiy/Jn6dBDSe6ZqclkZCMHuqvUda
        6YuxF6uMI6QyUNVQdXeJ/qGB+merbW0wRMZGYx92HuMgw5QpXI/9wE7x4+1zLsT8
        SKqhS0W87U0dJcmOUrKcNAB6gfpMdMsVPZm2Zr6BE1pj1hlE96NdW6ZyxkoXZPu6
        8pEtYOIZilTktrXYXfbH/xSkqL4WyHU0FGtTx5RotXtwmCo2Dyxx/kFTIORZXxvk
        3i303c/FBDU+XoEYmmejELkQ++7UZXd4v7MptKfwHuYhpztQ/Q0CCFERFEVk7dlH
        y6nrIar+dRHE4qMawsfkQ5eqtR4VaMmV/iNgU/KMdl11ANp7A1IRgzGcrVShRKir
        XEE760kxyv4rvD6zLpoEvEXx9nVwzwIC7EOx4+WpPkyf/DvhrJok1ynqzYsu3GfW
        pvw1k6hr5KDMX5BA2EBW6GgCrasRUKesXBgZWiVDiMIcJX5oppLlH2pM9FGxSNOf
        vrGG6grjFxEVqkIOEw8IxzXI96ujDtJBSAgdz2LnsnQyHr4ZjibctmLlRB8dg/Ez
        ARxhf6aiwVAMmrII9Hu9lxrvBQnOom99RJJN6jHNEie6JFWEi05G8QvDeUolDrBz
        TcbR0r19aRO8ffwS0iWpLJG1vAZRipAbZH3WU4EkmYoN
        -----END ENCRYPTED PRIVATE KEY-----
        """

    /// A P-256 key.
    static let ellipticKeyPEM = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgun7K6T6e880JlqPH
        +0PFz9p0i7mZWTXNgkcrzEP5V1KhRANCAAT2Fq6sYh0bpmwQ6qIOgN7DZeSkFQOc
        dJqoVgcAUPCb9C0PJZQizlt4jlLv6XK0xq8xLTFzc3lodkgPwNtgHCrW
        -----END PRIVATE KEY-----
        """

    /// An RSA key of 1024 bits.
    static let smallKeyPEM = """
        -----BEGIN PRIVATE KEY-----
        MIICeAIBADANBgkqhkiG9w0BAQEFAASCAmIwggJeAgEAAoGBAOM1julqUFH4qLK8
        sYiOUeP07vIcKgVQEGr+9a8OJNPk9n4mNvwkKYPZeLb0c4ZLhdjGMjgiUAuyl9qN
        tXnni+Gja7/lZYo6o1jBXNKUIbiSYggyMzz5DlVyaVciZd/d18+l50GB/X29OrT0
        u3BlU8wH2VP5gFgitmI1bM1mUl9RAgMBAAECgYA18dlkgeFgFPG4viRIj8HRpa21
        vgocCM5dGPur/GeyB4KeoOQdKVjR/Sg0CAYFtJiqxyPVQBBRNq3nLg4QS3FiRoy3
        0d996dLVjWV2B/H8351Pb6zzn984pVcPGthLwTZNXFi37EtFYSCeOa4Mw1A7KxrT
        0a0DUPiAH9PBIFv/gQJBAPy4M1Jq9FW3PKPXFWi0yuRWyhYwpzdaqSnXc2hHS8Oj
        ZeCWK9XE+KvTnseQzlAaR3cZ/VKj0fyITSA7V+1WTp0CQQDmKJXxOtHCbPnCQrAu
        lYUEFlB0QS580WkVHIsdojiaGucHa91jg6WjI3HgoBA53UcLUXQxLgvGsWuu3Gq+
        ZTtFAkEA3i/Il3aHOPEv9FA+d180Xorbg6Tk7yrbPXk58v1z5B49jLYa9ggGJXOZ
        zpVGfnCMUm9cJBL5pI/lVyg1hunxlQJBAL0875QpdaBzs6Oa63tR6s1if4Imuc9c
        6xa1oliaMgnbRsueT6hr7LvG//HeCZlaK/jNX0i0gHA9Hrnmd0nWuDUCQQCwiapg
        6XtSNp1GOwzvF4F0V1Z/z74XNtPVyc8Tko17KQOjw62lXFFyi8yRBrf7dX/S8Knc
        2qcBSkQ4HIWwSE23
        -----END PRIVATE KEY-----
        """

    /// A PS256 signature of the text that RFC 7515 appendix A.2 signs, made with `openssl dgst`.
    static let ps256SignatureOfRFC7515 = """
        invJEklvDskCNuE-uM-6p_KU3VGPT5_nvnTFyg8UTtBZD_F06KVtsZWUMOusIF80yokzxSXJt-cq\
        C3gYvHE4ULUkyfC6poxMhEuzGJAFFgaReoGwqkspS8kbpl-UCy3kpZNEqUh9PQ_ksy0RLdgKhBCl\
        HUYw4uAkBxknWdTBBsTncH6onGTSyvuY8uvDA7kCASm1FJWOsumOPFDbA4PpuQthszBkvs2X8D81\
        gdgk_KCPq6K75n_tcQ_ko8DvxoeZ23Ma_8e6v9P8FyySVrLpn1y3Js6O7VWJ6nCi_Nv7Ij4qLzH8\
        v07W0wYGMJAJrcjGa6UK9jTJ0folYy9RTT79vA
        """
}

/// A PEM text as a test's argument, shown by its name.
struct PEMCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String

    init(_ name: String, _ text: String) {
        testDescription = name
        self.text = text
    }
}
